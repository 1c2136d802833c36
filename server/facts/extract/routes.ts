import type { Node } from "../../syntax/tree.ts";
import type { Span } from "../../syntax/text.ts";
import { dependencyNames } from "./dependencies.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { callArguments, calleeName, decorators, keywordArgument, lastName, stringValue } from "../../code/read.ts";
import { constructed, functionName, routerName } from "./router-names.ts";
import type { RouterName } from "../kinds-http.ts";
import { readText } from "../../code/texts.ts";

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
  call: Node;
  /** The call unless given. */
  at?: Span;
  router: RouterName;
  path: Node;
  methods: string[];
  method?: Node | null;
  handler: string | null;
  definition?: Node | null;
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

function include(call: Node, receiver: Node, mount: boolean, context: FactContext): void {
  const into = routerName(receiver, context);
  const { positional, keywords } = callArguments(call);
  const keyword = (name: string): Node | null => keywords.find((candidate) => candidate.name === name)?.value ?? null;
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
function starletteRoute(item: Node, router: RouterName, context: FactContext): void {
  if (item.type !== "call" || calleeName(item) !== "Route") return;
  const { positional } = callArguments(item);
  const [path, endpoint] = positional;
  if (path && endpoint)
    emitRoute({ call: item, router, path, methods: methodsOf(item, ["GET"]), handler: lastName(endpoint) }, context);
}

function methodsOf(call: Node, otherwise: string[]): string[] {
  const list = keywordArgument(call, "methods");
  if (!list) return otherwise;
  if (!/^(list|tuple|set)$/.test(list.type)) return [];
  const values = list.operands.map(stringValue);
  return values.includes(null) ? [] : values.map((value) => (value as string).toUpperCase());
}
