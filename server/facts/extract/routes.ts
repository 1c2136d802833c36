import type { Node } from "../../syntax/tree.ts";
import { isClassField } from "../../code/definitions.ts";
import { callArguments, calleeName, isFunction, keywordArgument, lastName, stringValue, unwrap } from "../../code/read.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import { usesOf } from "../../code/uses.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { handlerName, middlewareNames } from "./called-names.ts";
import { controller } from "./controllers.ts";
import { decoratedRoutes } from "./decorated-routes.ts";
import { dependencyNames } from "./dependencies.ts";
import { emitRoute, methodsOf } from "./emit-route.ts";
import { exportedRoutes } from "./exported-routes.ts";
import { decoratedGuards, guard, provided } from "./route-guards.ts";
import { chainRoot, constructed, functionName, isRouterParameter, pluginName, routerName } from "./router-names.ts";
import { givenTo, routingWords, rowOf } from "./routing-words.ts";

/** The routing of web frameworks, as far as it is written with literals and constants. */
export const routes: FactExtractor = {
  assignment(node, context) {
    const left = node.child("left");
    const value = node.child("right");
    if (!left || !value || isClassField(node)) return;
    if (node.source.language === "python") pythonRouter(node, left, value, context);
    else if (node.parent?.type !== "variable_declaration" || left.type === "identifier") router(left, value, context);
  },
  export_default_declaration(node, context) {
    const [value] = node.operands;
    if (value) router(node, value, context);
  },
  return_statement(node, context) {
    const [value] = node.operands;
    if (value && node.source.language === "typescript") router(node, value, context);
  },
  function_definition(node, context) {
    if (node.source.language === "python") {
      decoratedRoutes(node, context);
      decoratedGuards(node, context);
    } else plugin(node, context);
  },
  lambda: plugin,
  class_definition: controller,
  dictionary: provided,
  export_named_declaration: exportedRoutes,
  call(node, context) {
    const callee = unwrap(node.child("function") as Node);
    const method = callee.type === "attribute" ? lastName(callee) : null;
    if (method === null) return;
    const words = routingWords(node);
    const receiver = callee.child("object") as Node;
    // Most calls are none of a router.
    if (!words.chain.has(method) && !words.beforeAll.has(method)) return;
    const { length } = callArguments(node).positional;
    const mount = words.mounts.get(method);
    if (words.before.has(method) || words.beforeAll.has(method)) guard(node, receiver, method, context);
    if (words.verbs.has(method)) verb(node, callee, method, context);
    else if (mount && length >= mount.least) mounted(node, receiver, context);
    else if (words.includes.has(method)) included(node, receiver, method, context);
    else if (words.declares.has(method)) declared(node, receiver, method, context);
  },
};

/** `router = APIRouter(prefix="/orders")`. */
function pythonRouter(node: Node, left: Node, value: Node, context: FactContext): void {
  const made = constructed(value, context);
  if (!made) return;
  const prefix = made.prefix === undefined ? null : keywordArgument(value, made.prefix);
  const name = { name: left.text, within: functionName(node), imported: null };
  context.emit("routes", {
    kind: "router",
    name: name.name,
    within: name.within,
    framework: made.framework,
    application: made.application,
    prefix: prefix ? (readText(prefix, context.module) ?? [null]) : null,
    dependencies: dependencyNames(value, context.module),
    span: context.span(left),
  });
  // `Starlette(routes=[Route("/x", endpoint, methods=[…])])`
  for (const item of keywordArgument(value, "routes")?.operands ?? []) {
    const [path, handler] = item.type === "call" && calleeName(item) === "Route" ? callArguments(item).positional : [];
    if (!path || !handler) continue;
    const methods = methodsOf(keywordArgument(item, "methods"), context);
    emitRoute(
      { call: item, at: item, router: name, path, methods, handler: handlerName(handler, context.module), before: [] },
      context,
    );
  }
}

/** `const app = express()`, `export default new Hono()`, `return Router()`. */
function router(at: Node, value: Node, context: FactContext): void {
  const made = constructed(chainRoot(value), context);
  const name = made && routerName(at.type === "identifier" ? at : value, context);
  if (!made || !name || name.imported !== null) return;
  context.emit("routes", {
    kind: "router",
    name: name.name,
    within: name.within,
    framework: made.framework,
    application: made.application,
    prefix: basePath(value, context),
    dependencies: [],
    span: context.span(at),
  });
}

/** The prefixes of `new Hono().basePath("/v1")`. */
function basePath(value: Node, context: FactContext): TextFact | null {
  const parts: TextFact[] = [];
  for (let at = unwrap(value); at.type === "call";) {
    const callee = unwrap(at.child("function") as Node);
    if (callee.type !== "attribute") break;
    const [path] = callArguments(at).positional;
    if (routingWords(value).prefixMethods.has(lastName(callee) ?? ""))
      parts.unshift(readText(path ?? null, context.module) ?? [null]);
    at = unwrap(callee.child("object") as Node);
  }
  return parts.length > 0 ? parts.flat() : null;
}

/** A function that puts its routes on the router it is given: fastify's plugins, `registerRoutes(app)`. */
function plugin(node: Node, context: FactContext): void {
  if (node.source.language === "python" || !isRouterParameter(node)) return;
  const [first] = node.child("parameters")?.operands ?? [];
  const name = first?.child("name") ?? first;
  const binding = name && context.module.bindingsOf(name.text, name).find((candidate) => candidate.node === name);
  if (!first || !name || !binding) return;
  const { chain } = routingWords(node);
  const isRouted = usesOf(binding, context.module).some(
    ({ node: { parent, field } }) => parent?.type === "attribute" && field === "object" && chain.has(lastName(parent) ?? ""),
  );
  if (!isRouted) return;
  context.emit("routes", {
    kind: "router",
    name: name.text,
    within: pluginName(node),
    framework: rowOf(routingWords(node), ({ parameterType, parameterName }) =>
      first === name ? parameterName?.test(name.text) : parameterType?.test(first.text),
    ),
    application: false,
    prefix: null,
    dependencies: [],
    span: context.span(name),
  });
}

/** `app.post("/x", …)`, `router.route("/x").post(…)`; in Python these decorate. */
function verb(call: Node, callee: Node, method: string, context: FactContext): void {
  if (call.source.language === "python" || isClientCall(call)) return;
  const receiver = callee.child("object") as Node;
  const given = callArguments(call).positional;
  const [first] = given;
  const path = given.length > 1 ? first : first && pathBefore(receiver);
  const router = path ? routerName(receiver, context) : null;
  const handlers = path === first ? given.slice(1) : given;
  const handler = handlers.at(-1);
  if (!router || !path || !handler || !mayHandle(handler)) return;
  const name = callee.child("attribute") as Node;
  const word = routingWords(call).verbs.get(method) as string;
  emitRoute(
    {
      call,
      at: path === first ? { start: receiver.start, end: path.end } : { start: path.start, end: name.end },
      router,
      path,
      methods: word === "" ? [] : [word],
      method: name,
      inline: unwrap(handler),
      handler: handlerName(handler, context.module) ?? lastName(unwrap(handler)),
      before: handlers.slice(0, -1),
    },
    context,
  );
}

/** The path of `router.route("/x")` below a chain of methods. */
function pathBefore(receiver: Node): Node | null {
  for (let at = unwrap(receiver); at.type === "call";) {
    const callee = unwrap(at.child("function") as Node);
    if (callee.type !== "attribute") return null;
    const given = callArguments(at).positional;
    if (routingWords(receiver).paths.has(lastName(callee) ?? "") && given.length === 1) return given[0] ?? null;
    at = unwrap(callee.child("object") as Node);
  }
  return null;
}

/** An answer that is waited for is asked of somebody else. */
function isClientCall({ parent }: Node): boolean {
  if (parent?.type === "await") return true;
  return parent?.type === "attribute" && /^(?:then|catch|finally|send|set|expect)$/.test(lastName(parent) ?? "");
}

/** A function, or what may be one: not a body or options. */
function mayHandle(argument: Node): boolean {
  const node = unwrap(argument);
  return isFunction(node) || /^(?:identifier|attribute|subscript|call|list)$/.test(node.type);
}

/** `app.use("/prefix", router)`, `app.route("/prefix", sub)`. */
function mounted(call: Node, receiver: Node, context: FactContext): void {
  const into = routerName(receiver, context);
  if (!into) return;
  const { positional } = callArguments(call);
  const [first] = positional;
  const path = first && isPath(first) ? first : null;
  const given = path ? positional.slice(1) : positional;
  for (const argument of given) {
    const plain = unwrap(argument);
    const router = isFunction(plain) ? null : routerName(plain, context, true);
    if (!router) continue;
    const others = given.filter((other) => other !== argument);
    include({ call, into, router, prefix: path, dependencies: middlewareNames(others, context.module) }, context);
  }
}

/** A literal that begins with a slash, or a constant: of a router no name is in capitals. */
function isPath(argument: Node): boolean {
  const plain = unwrap(argument);
  const text = stringValue(plain);
  if (text !== null) return text.startsWith("/") || text === "" || text === "*";
  if (plain.type === "string") return true;
  const isConstant = /^[A-Z][A-Z0-9_]*$/.test(lastName(plain) ?? "");
  return isConstant || (plain.type === "attribute" && /^[A-Z]/.test(lastName(unwrap(plain.child("object") as Node)) ?? ""));
}

/** `app.include_router(router, prefix="/orders")`, `app.register(routes, { prefix: "/orders" })`. */
function included(call: Node, receiver: Node, method: string, context: FactContext): void {
  const words = routingWords(call).includes.get(method);
  const given = words && givenTo(call, words.router);
  const into = routerName(receiver, context);
  const router = into && given ? routerName(given, context, true) : null;
  if (!words || !into || !router) return;
  const prefix = givenTo(call, words.prefix);
  const dependencies = dependencyNames(call, context.module);
  include({ call, into, router, prefix, replaces: words.replaces, dependencies }, context);
}

interface Include {
  call: Node;
  into: NonNullable<ReturnType<typeof routerName>>;
  router: NonNullable<ReturnType<typeof routerName>>;
  prefix: Node | null;
  replaces?: true | undefined;
  dependencies: string[];
}

function include({ call, into, router, prefix, replaces, dependencies }: Include, context: FactContext): void {
  context.emit("routes", {
    kind: "include",
    into,
    router,
    prefix: prefix ? (readText(prefix, context.module) ?? [null]) : null,
    replaces: replaces === true && prefix !== null,
    dependencies,
    span: context.span(call),
  });
}

/** `router.add_api_route("/x", handle, methods=["PUT"])`, `app.route({ method: "POST", url: "/x", handler })`, `app.on("PURGE", "/x", handle)`. */
function declared(call: Node, receiver: Node, method: string, context: FactContext): void {
  const words = routingWords(call).declares.get(method);
  const router = words && routerName(receiver, context);
  const path = words && givenTo(call, words.path);
  const handler = words && givenTo(call, words.handler);
  const { positional } = callArguments(call);
  if (!words || !router || !path || !handler || positional.length < (words.least ?? 0)) return;
  const isPython = call.source.language === "python";
  emitRoute(
    {
      call,
      at: isPython ? call : { start: receiver.start, end: path.end },
      router,
      path,
      methods: methodsOf(givenTo(call, words.methods), context),
      inline: unwrap(handler),
      handler: handlerName(handler, context.module) ?? lastName(unwrap(handler)),
      before: isPython ? [] : positional.filter((argument) => argument !== path && argument !== handler),
    },
    context,
  );
}
