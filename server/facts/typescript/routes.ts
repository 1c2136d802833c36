import type { TSESTree } from "../../syntax/typescript.ts";
import type { Span } from "../../syntax/text.ts";
import type { RouterName } from "../kinds-http.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { textOf, type TypeScriptExtractor, type TypeScriptFactContext } from "./extract.ts";
import { isFunction, lastName, propertyName, stringValue, unwrap, type FunctionNode } from "../../code/typescript/read.ts";
import { chainRoot, constructed, isRouterParameter, pluginName, routerName } from "./router-names.ts";
import { propertyOf } from "../../code/typescript/properties.ts";
import { routeName } from "./route-names.ts";
import { handlerName, middlewareNames, middlewareOf } from "./middleware.ts";

const METHODS = new Set(["get", "post", "put", "patch", "delete", "del", "head", "options", "all"]);

/** The routing of express, fastify and Hono, as far as it is written with literals and constants. */
export const routes: TypeScriptExtractor = {
  VariableDeclarator(node, context) {
    if (node.id.type !== "Identifier" || !node.init) return;
    emitRouter(node.id, node.init, routerName(node.id, context), context);
  },
  ExportDefaultDeclaration(node, context) {
    emitRouter(node, node.declaration, { name: "default", within: null, imported: null }, context);
  },
  AssignmentExpression(node, context) {
    if (constructed(chainRoot(node.right), context)) emitRouter(node.left, node.right, routerName(node.right, context), context);
  },
  ReturnStatement(node, context) {
    if (!node.argument || !constructed(chainRoot(node.argument), context)) return;
    emitRouter(node, node.argument, routerName(node.argument, context), context);
  },
  FunctionDeclaration: plugin,
  FunctionExpression: plugin,
  ArrowFunctionExpression: plugin,
  CallExpression(node, context) {
    const callee = unwrap(node.callee);
    const method = callee.type === "MemberExpression" ? propertyName(callee) : null;
    if (callee.type !== "MemberExpression" || method === null) return;
    const [first] = node.arguments;
    if (!first) return;
    if (METHODS.has(method)) {
      const path = node.arguments.length > 1 ? first : routePath(callee.object);
      if (path) direct(node, callee, method, path, context);
    } else if (method === "use" || method === "mount" || (method === "route" && node.arguments.length > 1))
      include(node, callee, context);
    else if (method === "register") register(node, callee, context);
    else if (method === "route") options(node, callee, first, context);
    else if (method === "on" && node.arguments.length > 2) onMethods(node, callee, context);
  },
};

function emitRouter(at: TSESTree.Node, init: TSESTree.Node, name: RouterName | null, context: TypeScriptFactContext): void {
  const made = constructed(chainRoot(init), context);
  if (!made || !name || name.imported !== null) return;
  context.emit("routes", {
    kind: "router",
    name: name.name,
    within: name.within,
    application: made === "application",
    prefix: basePath(init, context),
    dependencies: at.type === "Identifier" ? middlewareOf(at, context) : [],
    span: context.span(at),
  });
}

/** The prefixes of `new Hono().basePath("/v1")`. */
function basePath(init: TSESTree.Node, context: TypeScriptFactContext): TextFact | null {
  const parts: TextFact[] = [];
  for (let at = unwrap(init); at.type === "CallExpression";) {
    const callee = unwrap(at.callee);
    if (callee.type !== "MemberExpression") break;
    if (propertyName(callee) === "basePath") parts.unshift(textOf(at.arguments[0], context) ?? [null]);
    at = unwrap(callee.object);
  }
  return parts.length > 0 ? parts.flat() : null;
}

/** A function that puts its routes on the router it is given: fastify's plugins, `registerRoutes(app)`. */
function plugin(node: FunctionNode, context: TypeScriptFactContext): void {
  const [first] = node.params;
  if (first?.type !== "Identifier" || !isRouterParameter(node, context.module.textOf(first))) return;
  const variable = context.module.variable(first);
  const routed = variable?.references.some(
    ({ identifier: { parent } }) =>
      parent.type === "MemberExpression" &&
      /^(?:get|post|put|patch|delete|all|route|register|use)$/.test(propertyName(parent) ?? ""),
  );
  if (!routed) return;
  context.emit("routes", {
    kind: "router",
    name: first.name,
    within: pluginName(node, context.module),
    application: false,
    prefix: null,
    dependencies: middlewareOf(first, context),
    span: context.span(first),
  });
}

/** `app.post("/x", …)`, `router.route("/x").post(…)`. */
function direct(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  method: string,
  path: TSESTree.Node,
  context: TypeScriptFactContext,
): void {
  const receiver = unwrap(callee.object);
  const router = routerName(receiver, context);
  if (!router || isClientCall(node)) return;
  const handlers = path === node.arguments[0] ? node.arguments.slice(1) : node.arguments;
  const last = handlers.at(-1);
  if (!last || !mayHandle(last)) return;
  emitRoute(
    {
      node,
      from: path === node.arguments[0] ? callee.object.range[0] : path.range[0],
      to: path === node.arguments[0] ? path.range[1] : callee.property.range[1],
      router,
      path,
      methods: method === "all" ? [] : [method === "del" ? "DELETE" : method.toUpperCase()],
      method: callee.property,
      handler: last,
      before: handlers.slice(0, -1),
    },
    context,
  );
}

/** The path of `router.route("/x")` below a chain of methods. */
function routePath(receiver: TSESTree.Node): TSESTree.Node | null {
  for (let at = unwrap(receiver); at.type === "CallExpression";) {
    const callee = unwrap(at.callee);
    if (callee.type !== "MemberExpression") return null;
    if (propertyName(callee) === "route" && at.arguments.length === 1) return at.arguments[0] ?? null;
    at = unwrap(callee.object);
  }
  return null;
}

/** An answer that is waited for is asked of somebody else. */
function isClientCall(node: TSESTree.CallExpression): boolean {
  const { parent } = node;
  if (parent.type === "AwaitExpression") return true;
  return parent.type === "MemberExpression" && /^(?:then|catch|finally|send|set|expect)$/.test(propertyName(parent) ?? "");
}

/** A function, or what may be one: not a body or options. */
function mayHandle(argument: TSESTree.Node): boolean {
  const node = unwrap(argument);
  return (
    isFunction(node) ||
    node.type === "Identifier" ||
    node.type === "MemberExpression" ||
    node.type === "CallExpression" ||
    node.type === "ArrayExpression"
  );
}

/** `app.use("/prefix", router)`, `app.route("/prefix", sub)`. */
function include(node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, context: TypeScriptFactContext): void {
  const into = routerName(callee.object, context);
  if (!into) return;
  const [first] = node.arguments;
  const path = first && isPath(first) ? first : null;
  const given = path ? node.arguments.slice(1) : node.arguments;
  for (const argument of given) {
    const plain = unwrap(argument);
    if (isFunction(plain)) continue;
    const router = routerName(plain, context, true);
    if (!router) continue;
    context.emit("routes", {
      kind: "include",
      into,
      router,
      prefix: path ? (textOf(path, context) ?? [null]) : null,
      dependencies: middlewareNames(
        given.filter((other) => other !== argument),
        context,
      ),
      span: context.span(node),
    });
  }
}

/** A literal that begins with a slash, or a constant: of a router no name is in capitals. */
function isPath(argument: TSESTree.Node): boolean {
  const plain = unwrap(argument);
  const text = stringValue(plain);
  if (text !== null) return text.startsWith("/") || text === "" || text === "*";
  if (plain.type === "TemplateLiteral") return true;
  const isConstant = /^[A-Z][A-Z0-9_]*$/.test(lastName(plain) ?? "");
  return isConstant || (plain.type === "MemberExpression" && /^[A-Z]/.test(lastName(plain.object) ?? ""));
}

/** fastify's `app.register(routes, { prefix: "/orders" })`. */
function register(node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, context: TypeScriptFactContext): void {
  const into = routerName(callee.object, context);
  const [plugged, given] = node.arguments;
  const router = into && plugged ? routerName(plugged, context, true) : null;
  if (!into || !router) return;
  const prefix = given ? propertyOf(given, "prefix") : null;
  context.emit("routes", {
    kind: "include",
    into,
    router,
    prefix: prefix ? (textOf(prefix, context) ?? [null]) : null,
    dependencies: [],
    span: context.span(node),
  });
}

/** fastify's `app.route({ method: "POST", url: "/x", handler })`. */
function options(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  given: TSESTree.Node,
  context: TypeScriptFactContext,
): void {
  const router = routerName(callee.object, context);
  const path = propertyOf(given, "url") ?? propertyOf(given, "path");
  const handler = propertyOf(given, "handler");
  if (!router || !path || !handler) return;
  emitRoute(
    {
      node,
      from: callee.object.range[0],
      to: path.range[1],
      router,
      path,
      methods: methodsOf(propertyOf(given, "method"), context),
      method: null,
      handler,
      before: [given],
    },
    context,
  );
}

/** Hono's `app.on("PURGE", "/x", …)` and `app.on(["PUT"], "/x", …)`. */
function onMethods(node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, context: TypeScriptFactContext): void {
  const [method, path, ...handlers] = node.arguments;
  const last = handlers.at(-1);
  const router = routerName(callee.object, context);
  if (!router || !method || !path || !last) return;
  const [from, to] = [callee.object.range[0], path.range[1]];
  const methods = methodsOf(method, context);
  emitRoute({ node, from, to, router, path, methods, method: null, handler: last, before: handlers.slice(0, -1) }, context);
}

function methodsOf(node: TSESTree.Node | null, context: TypeScriptFactContext): string[] {
  if (!node) return ["GET"];
  const plain = unwrap(node);
  const items = plain.type === "ArrayExpression" ? plain.elements : [plain];
  const values = items.map((item) => {
    const text = textOf(item, context);
    return text?.length === 1 && typeof text[0] === "string" ? text[0].toUpperCase() : null;
  });
  return values.flatMap((value) => value ?? []).length === values.length ? (values as string[]) : [];
}

interface Route {
  node: TSESTree.CallExpression;
  /** Where the finding begins and ends: the call's head, without its handler. */
  from: number;
  to: number;
  router: RouterName;
  path: TSESTree.Node;
  methods: string[];
  method: TSESTree.Node | null;
  handler: TSESTree.Node;
  /** What runs before the handler. */
  before: readonly TSESTree.Node[];
}

function emitRoute(route: Route, context: TypeScriptFactContext): void {
  const { node, from, to, router, path, methods, method, handler, before } = route;
  const text = textOf(path, context) ?? (isFunction(unwrap(path)) ? null : [null]);
  if (!text || (typeof text[0] === "string" && !text[0].startsWith("/") && text[0] !== "*")) return;
  const plain = unwrap(handler);
  const inline = isFunction(plain);
  const literal = unwrap(path);
  const head: Span = { ...context.span(node), start: from, end: to };
  context.emit("routes", {
    kind: "route",
    router,
    methods,
    path: text,
    methodSpan: method ? context.span(method) : null,
    pathSpan: literal.type === "Literal" ? { start: literal.range[0] + 1, end: literal.range[1] - 1 } : null,
    span: head,
    handler: inline ? routeName(plain, context.module) : (handlerName(plain, context) ?? lastName(plain)),
    handlerSpan: inline ? { ...head } : null,
    dependencies: middlewareNames(before, context),
  });
}
