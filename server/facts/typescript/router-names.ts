import type { TSESTree } from "../../syntax/typescript.ts";
import type { RouterName } from "../kinds-http.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { functionAround, ownName } from "../../code/typescript/function-names.ts";
import type { TypeScriptModule } from "../../code/names/typescript/module.ts";
import { isFunction, lastName, propertyName, unwrap, type FunctionNode } from "../../code/typescript/read.ts";
import { isImported } from "../../code/typescript/constants.ts";

/** A name by which routers and applications go, where it can not be seen what it is. */
const ROUTER_NAME = /(?:^|[a-z_$])(?:[rR]outer|[aA]pp|[aA]pplication|[sS]erver|[fF]astify|[rR]outes)$/;
/** Letters of the options by which a plugin without a name is told from others. */
const MAX_NAME = 60;
const CONSTRUCTORS =
  /^(?:express(?:\.default)?(?:\.Router)?|fastify(?:\.default|\.fastify)?|hono(?:\/(?:quick|tiny))?\.Hono|@hono\/zod-openapi\.OpenAPIHono|(?:koa-router|@koa\/router)(?:\.default)?)$/;
const FRAMEWORK_TYPE = /\b(?:Fastify\w*|Express|Application|Router|IRouter|Hono|OpenAPIHono)\b/;
/** Methods of a chain that give the router they were called on. */
export const CHAIN =
  /^(?:get|post|put|patch|delete|del|head|options|all|use|on|basePath|route|openapi|mount|register|onError|notFound)$/;

/** What a call makes: an application of express or fastify, which stands at the root, or a router. Hono's may be either, so that more may stand before it. */
export function constructed(node: TSESTree.Node, { module }: TypeScriptFactContext): "application" | "router" | null {
  const call = unwrap(node);
  if (call.type !== "CallExpression" && call.type !== "NewExpression") return null;
  const name = module.resolve(call.callee);
  if (name === null || !CONSTRUCTORS.test(name)) return null;
  if (/[hH]ono/.test(name)) return call.type === "NewExpression" ? "router" : null;
  return /Router$|koa/.test(name) ? "router" : "application";
}

/** The construction or name that a chain of calls starts with: `new Hono()` of `new Hono().get(…).post(…)`. */
export function chainRoot(node: TSESTree.Node): TSESTree.Node {
  let at = unwrap(node);
  while (at.type === "CallExpression") {
    const callee = unwrap(at.callee);
    if (callee.type !== "MemberExpression" || !CHAIN.test(propertyName(callee) ?? "")) return at;
    at = unwrap(callee.object);
  }
  return at;
}

/** What an expression names, when it is a router or application; `any` where the call around it says so. */
export function routerName(node: TSESTree.Node, context: TypeScriptFactContext, any = false): RouterName | null {
  const { module } = context;
  const root = chainRoot(node);
  if (constructed(root, context)) return ownerOf(root, context);
  // `(await import("./routes.js")).default`, `import("./routes.js")`: a plugin of its own file.
  if (root.type === "ImportExpression" || root.type === "AwaitExpression") {
    const source = module.resolve(root);
    return source === null || !any ? null : { name: "default()", within: null, imported: `${source}.default()` };
  }
  if (root.type === "CallExpression") {
    const name = lastName(root.callee);
    if (name === null || !any) return null;
    const imported = isImported(root.callee, module) ? module.resolve(root.callee) : null;
    return { name: `${name}()`, within: null, imported: imported === null ? null : `${imported}()` };
  }
  if (isFunction(root)) return any ? { name: `${pluginName(root, module)}()`, within: null, imported: null } : null;
  if (root.type !== "Identifier" && root.type !== "MemberExpression") return null;
  const known = any || ROUTER_NAME.test(lastName(root) ?? "");
  if (isImported(root, module)) return known ? { name: module.textOf(root), within: null, imported: module.resolve(root) } : null;
  if (root.type === "MemberExpression") return known ? { name: module.textOf(root), within: null, imported: null } : null;
  return ofVariable(root, context, any, known);
}

function ofVariable(name: TSESTree.Identifier, context: TypeScriptFactContext, any: boolean, known: boolean): RouterName | null {
  const { module } = context;
  const definition = module.variable(name)?.defs[0];
  if (definition?.type === "Parameter" && isFunction(definition.node)) {
    const first = definition.node.params[0] === definition.name;
    return known || (first && isRouterParameter(definition.node, module.textOf(definition.node.params[0] as TSESTree.Node)))
      ? { name: name.name, within: pluginName(definition.node, module), imported: null }
      : null;
  }
  if (definition?.type === "FunctionName") return any ? { name: `${name.name}()`, within: null, imported: null } : null;
  if (definition?.type !== "Variable") return known && !definition ? { name: name.name, within: null, imported: null } : null;
  const init = definition.node.init ? unwrap(definition.node.init) : null;
  const root = init && chainRoot(init);
  const made = root !== null && constructed(root, context) !== null;
  if (!made && !known) return null;
  if (!made && root && isFunction(root)) return any ? { name: `${name.name}()`, within: null, imported: null } : null;
  const required = module.resolve(name);
  if (!made && required !== null && /^\.{1,2}\//.test(required))
    return { name: name.name, within: null, imported: init?.type === "CallExpression" ? `${required}.default` : required };
  // A variable that holds what a factory made.
  if (!made && init?.type === "CallExpression" && root === init) {
    const factory = routerName(init, context, true);
    if (factory) return factory;
  }
  return { name: name.name, within: functionAround(definition.node), imported: null };
}

/** The variable, field or function that a construction is given to or returned from. */
function ownerOf(root: TSESTree.Node, { module }: TypeScriptFactContext): RouterName | null {
  for (let up = root.parent; up; up = up.parent) {
    if (up.type === "VariableDeclarator")
      return up.id.type === "Identifier" ? { name: up.id.name, within: functionAround(up), imported: null } : null;
    if (up.type === "AssignmentExpression") return { name: module.textOf(up.left), within: null, imported: null };
    if (up.type === "ExportDefaultDeclaration") return { name: "default", within: null, imported: null };
    if (up.type === "ReturnStatement" || isFunction(up)) return { name: "()", within: functionAround(root), imported: null };
    if (up.type === "ExpressionStatement") return null;
  }
  return null;
}

/** A function that is given a router to put its routes on: by the type of its first parameter, or by the parameter's name. */
export function isRouterParameter(node: FunctionNode, written: string): boolean {
  const [first] = node.params;
  if (first?.type !== "Identifier") return false;
  if (first.typeAnnotation) return FRAMEWORK_TYPE.test(written);
  return /^(?:fastify|instance|scope|app|router|server)$/.test(first.name);
}

/** What a plugin is called: its function's name, or how it is registered where it is written: `register({ prefix: "/orders" })`. */
export function pluginName(node: FunctionNode, module: TypeScriptModule): string {
  const name = ownName(node);
  if (name !== null) return name;
  const given = node.parent.type === "CallExpression" ? node.parent.arguments[1] : undefined;
  return `register(${given ? module.textOf(given).slice(0, MAX_NAME) : ""})`;
}
