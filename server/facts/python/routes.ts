import type { PyNode } from "../../syntax/python.ts";
import type { Span } from "../../syntax/text.ts";
import { dependencyNames } from "./dependencies.ts";
import type { FactContext, FactExtractor } from "./extract.ts";
import { callArguments, calleeName, decorators, keywordArgument, lastName, stringValue } from "./read.ts";
import { constructed, functionName, routerName, type RouterName } from "./router-names.ts";
import { readText } from "./texts.ts";
import type { TextFact } from "../text-fact.ts";

/** `router = APIRouter(prefix=…)`, `app = FastAPI()`. */
export interface RouterFact {
  kind: "router";
  name: string;
  within: string | null;
  /** An application stands at the root; a router is included somewhere. */
  application: boolean;
  /** Null without one. */
  prefix: TextFact | null;
  /** Names of dependencies that run before each route. */
  dependencies: string[];
  span: Span;
}

/** `app.include_router(router, prefix=…)`, `app.mount("/x", inner)`. */
export interface IncludeFact {
  kind: "include";
  into: RouterName;
  router: RouterName;
  prefix: TextFact | null;
  dependencies: string[];
  span: Span;
}

/** One decorator or `add_api_route` call. */
export interface RouteFact {
  kind: "route";
  router: RouterName;
  /** Upper case; empty where a run would tell. */
  methods: string[];
  path: TextFact;
  /** What of the decorator names the method, where it is one word: `post` of `@router.post`. */
  methodSpan: Span | null;
  /** The path without its quotes, where it is a plain literal. */
  pathSpan: Span | null;
  /** The decorator from its `@`, or the call. */
  span: Span;
  /** The function that answers, by its last name; null for an expression. */
  handler: string | null;
  /** The handler's name at its `def`, for a decorator; null for `add_api_route`. */
  handlerSpan: Span | null;
  dependencies: string[];
}

export type RoutingFact = RouterFact | IncludeFact | RouteFact;

const METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "trace"]);

/** FastAPI's and Starlette's routing, as far as it is written with literals and constants. */
export const routes: FactExtractor = {
  assignment(node, context) {
    const value = node.child("right");
    const left = node.child("left");
    const made = value?.type === "call" ? constructed(value, context) : null;
    if (!value || !left || !made) return;
    const prefix = keywordArgument(value, "prefix");
    context.emit("routes", {
      kind: "router",
      name: left.text,
      within: functionName(node),
      application: made !== "APIRouter" && made !== "Router",
      prefix: prefix ? (readText(prefix, context.module) ?? [null]) : null,
      dependencies: dependencyNames(value, context.module),
      span: context.span(left),
    });
    const list = keywordArgument(value, "routes");
    if (list)
      for (const item of list.operands)
        starletteRoute(item, { name: left.text, within: functionName(node), imported: null }, context);
  },
  call(node, context) {
    const callee = node.child("function");
    const receiver = callee?.child("object");
    const method = callee?.type === "attribute" ? calleeName(node) : null;
    if (!receiver || !method) return;
    if (method === "include_router" || method === "mount") {
      include(node, receiver, method === "mount", context);
    } else if (method === "add_api_route" || method === "add_route") {
      const router = routerName(receiver, context);
      const { positional, keywords } = callArguments(node);
      const path = positional[0] ?? keywords.find(({ name }) => name === "path")?.value ?? null;
      const endpoint = positional[1] ?? keywords.find(({ name }) => name === "endpoint" || name === "route")?.value ?? null;
      if (router && path && endpoint)
        emitRoute({ call: node, router, path, methods: methodsOf(node, ["GET"]), handler: lastName(endpoint) }, context);
    }
  },
  function_definition(node, context) {
    for (const decorator of decorators(node)) {
      const [call] = decorator.operands;
      const callee = call?.type === "call" ? call.child("function") : null;
      const receiver = callee?.child("object");
      const method = callee?.child("attribute");
      if (!call || !receiver || !method) continue;
      const known = METHODS.has(method.text);
      if (!known && method.text !== "api_route" && method.text !== "route") continue;
      const router = routerName(receiver, context);
      const path = callArguments(call).positional[0] ?? keywordArgument(call, "path");
      if (!router || !path) continue;
      const name = node.child("name");
      emitRoute(
        {
          call,
          at: { start: decorator.start, end: call.end },
          router,
          path,
          methods: known ? [method.text.toUpperCase()] : methodsOf(call, ["GET"]),
          method: known ? method : null,
          handler: name?.text ?? null,
          definition: name,
        },
        context,
      );
    }
  },
};

interface Route {
  call: PyNode;
  /** The call unless given. */
  at?: Span;
  router: RouterName;
  path: PyNode;
  methods: string[];
  method?: PyNode | null;
  handler: string | null;
  definition?: PyNode | null;
}

function emitRoute({ call, at = call, router, path, methods, method, handler, definition }: Route, context: FactContext): void {
  const text = readText(path, context.module);
  if (!text || (typeof text[0] === "string" && !text[0].startsWith("/"))) return;
  const content =
    path.type === "string" && stringValue(path) !== null
      ? path.children.find((child) => child.type === "string_content")
      : undefined;
  context.emit("routes", {
    kind: "route",
    router,
    methods,
    path: text,
    methodSpan: method ? context.span(method) : null,
    pathSpan: content ? context.span(content) : null,
    span: context.span(at),
    handler,
    handlerSpan: definition ? context.span(definition) : null,
    dependencies: dependencyNames(call, context.module),
  });
}

function include(call: PyNode, receiver: PyNode, mount: boolean, context: FactContext): void {
  const into = routerName(receiver, context);
  const { positional, keywords } = callArguments(call);
  const keyword = (name: string): PyNode | null => keywords.find((candidate) => candidate.name === name)?.value ?? null;
  const router = mount ? (positional[1] ?? keyword("app")) : (positional[0] ?? keyword("router"));
  const prefix = mount ? (positional[0] ?? keyword("path")) : keyword("prefix");
  const name = router && routerName(router, context, true);
  if (!into || !name) return;
  context.emit("routes", {
    kind: "include",
    into,
    router: name,
    prefix: prefix ? (readText(prefix, context.module) ?? [null]) : null,
    dependencies: dependencyNames(call, context.module),
    span: context.span(call),
  });
}

/** `Route("/x", endpoint, methods=[…])` in a list given to Starlette. */
function starletteRoute(item: PyNode, router: RouterName, context: FactContext): void {
  if (item.type !== "call" || calleeName(item) !== "Route") return;
  const { positional } = callArguments(item);
  const [path, endpoint] = positional;
  if (path && endpoint)
    emitRoute({ call: item, router, path, methods: methodsOf(item, ["GET"]), handler: lastName(endpoint) }, context);
}

function methodsOf(call: PyNode, otherwise: string[]): string[] {
  const list = keywordArgument(call, "methods");
  if (!list) return otherwise;
  if (!/^(list|tuple|set)$/.test(list.type)) return [];
  const values = list.operands.map(stringValue);
  return values.includes(null) ? [] : values.map((value) => (value as string).toUpperCase());
}
