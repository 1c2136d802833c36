import type { Node } from "../../syntax/tree.ts";
import { isClassField } from "../../code/definitions.ts";
import { functionAround, ownName } from "../../code/function-names.ts";
import { calleeName, enclosingFunction, isFunction, isNew, lastName, unwrap } from "../../code/read.ts";
import type { FactContext } from "../context.ts";
import type { RouterName } from "../kinds-http.ts";
import { routingWords } from "./routing-words.ts";

/** Letters of the options by which a plugin without a name is told from others. */
const MAX_NAME = 60;

/** What a call makes: an application, which stands at the root, or a router; null for anything else. */
export interface Made {
  framework: string;
  application: boolean;
  /** The keyword that is the router's prefix. */
  prefix: string | undefined;
}

export function constructed(node: Node, { module }: FactContext): Made | null {
  const call = unwrap(node);
  if (call.type !== "call") return null;
  const name = module.resolve(call.child("function"));
  if (name === null) return null;
  for (const { name: framework, routing } of routingWords(call).rows) {
    const application = routing.application?.test(name) ?? false;
    if (!application && !routing.router?.test(name)) continue;
    // Hono is a class: called without `new` it makes nothing.
    if (/[hH]ono/.test(name) && !isNew(call)) return null;
    return { framework, application, prefix: routing.prefix };
  }
  return null;
}

/** The construction or name that a chain of calls starts with: `new Hono()` of `new Hono().get(…).post(…)`. */
export function chainRoot(node: Node): Node {
  let at = unwrap(node);
  if (node.source.language === "python") return at;
  while (at.type === "call" && !isNew(at)) {
    const callee = unwrap(at.child("function") as Node);
    const isChained = callee.type === "attribute" && routingWords(node).chain.has(lastName(callee) ?? "");
    if (!isChained) return at;
    at = unwrap(callee.child("object") as Node);
  }
  return at;
}

/** What an expression names, when it is a router or application; `any` where the call around it says so. */
export function routerName(node: Node, context: FactContext, any = false): RouterName | null {
  const { module } = context;
  const isPython = node.source.language === "python";
  const root = chainRoot(node);
  if (!isPython && constructed(root, context)) return ownerOf(root);
  // `(await import("./routes.js")).default`, `import("./routes.js")`: a plugin of its own file.
  if (root.type === "import_expression" || root.type === "await") {
    const source = isPython ? null : module.resolve(root);
    return source === null || !any ? null : { name: "default()", within: null, imported: `${source}.default()` };
  }
  if (root.type === "call" && !isNew(root)) {
    const name = calleeName(root);
    const callee = root.child("function");
    if (!callee || name === null || (!any && !isPython)) return null;
    const imported = isImported(callee, context) ? module.resolve(callee) : null;
    return { name: `${name}()`, within: null, imported: imported === null ? null : `${imported}()` };
  }
  if (isFunction(root)) return any && !isPython ? { name: `${pluginName(root)}()`, within: null, imported: null } : null;
  if (root.type !== "identifier" && root.type !== "attribute" && (isPython || root.type !== "subscript")) return null;
  const known = any || routingWords(node).isCalled(lastName(root) ?? "");
  if (isImported(root, context)) return known ? { name: root.text, within: null, imported: module.resolve(root) } : null;
  if (root.type !== "identifier")
    return known ? { name: root.text, within: isPython ? functionName(root) : null, imported: null } : null;
  return isPython ? ofPythonName(root, context, any, known) : ofName(root, context, any, known);
}

function ofPythonName(name: Node, context: FactContext, any: boolean, known: boolean): RouterName | null {
  const binding = context.module.binding(name.text, name);
  const call = binding?.value?.type === "call" ? binding.value : null;
  const made = call ? constructed(call, context) : null;
  if (!made && !known) return null;
  // A variable that holds what a factory made.
  if (!made && call) {
    const factory = routerName(call, context, any);
    if (factory) return factory;
  }
  const within = binding ? (binding.scope.function?.node.child("name")?.text ?? null) : functionName(name);
  return { name: name.text, within, imported: null };
}

function ofName(name: Node, context: FactContext, any: boolean, known: boolean): RouterName | null {
  const { module } = context;
  const [binding] = module.bindingsOf(name.text, name);
  const asFactory = any ? { name: `${name.text}()`, within: null, imported: null } : null;
  if (!binding) return known ? { name: name.text, within: null, imported: null } : null;
  if (binding.kind === "parameter" && isFunction(binding.statement)) {
    const first = isFirst(binding.statement, binding.node) && isRouterParameter(binding.statement);
    return known || first ? { name: name.text, within: pluginName(binding.statement), imported: null } : null;
  }
  if (binding.kind === "function") return asFactory;
  if (binding.statement.type !== "assignment") return null;
  const value = binding.statement.child("right");
  const init = value && unwrap(value);
  const root = init && chainRoot(init);
  const made = root !== null && constructed(root, context) !== null;
  if (!made && !known) return null;
  if (!made && root && isFunction(root)) return asFactory;
  const required = module.resolve(name);
  if (!made && required !== null && /^\.{1,2}\//.test(required))
    return { name: name.text, within: null, imported: init?.type === "call" ? `${required}.default` : required };
  // A variable that holds what a factory made.
  if (!made && init?.type === "call" && root === init && !isNew(init)) {
    const factory = routerName(init, context, true);
    if (factory) return factory;
  }
  return { name: name.text, within: functionAround(binding.statement), imported: null };
}

/** The variable, field or function that a construction is given to or returned from. */
function ownerOf(root: Node): RouterName | null {
  for (let up = root.parent; up; up = up.parent) {
    if (up.type === "assignment" && !isClassField(up)) {
      const left = up.child("left") as Node;
      if (up.parent?.type !== "variable_declaration") return { name: left.text, within: null, imported: null };
      return left.type === "identifier" ? { name: left.text, within: functionAround(up), imported: null } : null;
    }
    if (up.type === "export_default_declaration") return { name: "default", within: null, imported: null };
    if (up.type === "return_statement" || isFunction(up)) return { name: "()", within: functionAround(root), imported: null };
    if (up.type === "expression_statement") return null;
  }
  return null;
}

/** The first name of an expression is imported. */
export function isImported(node: Node, { module }: FactContext): boolean {
  let first = unwrap(node);
  while (first.type === "attribute" || (first.type === "subscript" && first.source.language === "typescript"))
    first = unwrap(first.operands[0] as Node);
  return first.type === "identifier" && (module.binding(first.text, first)?.target ?? null) !== null;
}

function isFirst(definition: Node, name: Node): boolean {
  const [first] = definition.child("parameters")?.operands ?? [];
  return first === name || first?.child("name") === name;
}

/** A function that is given a router to put its routes on: by the type of its first parameter, or by the parameter's name. */
export function isRouterParameter(definition: Node): boolean {
  const [first] = definition.child("parameters")?.operands ?? [];
  const { rows } = routingWords(definition);
  if (first?.type === "typed_parameter" && first.child("name")?.type === "identifier")
    return rows.some(({ routing }) => routing.parameterType?.test(first.text));
  return first?.type === "identifier" && rows.some(({ routing }) => routing.parameterName?.test(first.text));
}

/** What a plugin is called: its function's name, or how it is registered where it is written: `register({ prefix: "/orders" })`. */
export function pluginName(definition: Node): string {
  const name = ownName(definition);
  if (name !== null) return name;
  const list = definition.parent;
  const given = list?.type === "argument_list" ? list.operands[1] : undefined;
  return `register(${given ? given.text.slice(0, MAX_NAME) : ""})`;
}

/** The name of the function around a node. */
export function functionName(node: Node): string | null {
  return enclosingFunction(node)?.child("name")?.text ?? null;
}
