import type { Node } from "../syntax/tree.ts";
import { ancestor, isFunction, keyOf, lastName } from "./read.ts";

/** What a function or class is called: its own name, else that of the variable, property or member that holds it; null for others. */
export function definitionName(definition: Node): string | null {
  const name = definition.child("name");
  if (name) return keyOf(definition) ?? lastName(name);
  const { parent, field } = withCasts(definition);
  if (parent?.type === "assignment" && field === "right") return keyOf(parent) ?? lastName(parent.child("left"));
  return parent?.type === "pair" ? keyOf(parent) : null;
}

function withCasts(value: Node): Node {
  let outer = value;
  while (outer.parent?.type === "cast") outer = outer.parent;
  return outer;
}

const HOLDERS = {
  python: /^(?:function|class)_definition$/,
  typescript: /^(?:(?:function|class)_definition|lambda|ts_module_declaration)$/,
};

/** The innermost function, class or namespace whose body holds the node; of Python, lambdas are none. */
export function enclosingDefinition(node: Node): Node | null {
  const holders = HOLDERS[node.source.language];
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) if (child.field === "body" && holders.test(up.type)) return up;
  return null;
}

/** `Outer.Inner.method`: the names of the definitions around a definition and its own; nothing for one without a name. */
export function qualifiedName(definition: Node): string {
  const names: string[] = [];
  for (let at: Node | null = definition; at; at = enclosingDefinition(at)) names.unshift(definitionName(at) ?? "");
  return names.join(".");
}

/** Where a function that can be called by a name has it: a declaration, the variable or field that holds it, a member of a class. Null for callbacks. */
export function nameOfFunction(definition: Node): Node | null {
  const name = definition.child("name");
  if (definition.source.language === "python") return name;
  const { parent, field } = withCasts(definition);
  if (parent?.type === "assignment" && field === "right") {
    const left = parent.child("left");
    const isHeld = isClassField(parent) ? keyOf(parent) !== null : parent.parent?.type === "variable_declaration";
    return isHeld && !left?.type.endsWith("_pattern") ? left : null;
  }
  if (parent?.type === "block" && parent.parent?.type === "class_definition") return keyOf(definition) === null ? null : name;
  return !parent || /^(?:export_\w+|block|ts_module_block|switch_case)$/.test(parent.type) ? name : null;
}

/** Stands in no function, class or namespace. */
export function isOutermost(node: Node): boolean {
  return ancestor(node, "function_definition", "lambda", "class_definition", "ts_module_declaration") === null;
}

/** A field of a class of TypeScript: `static size = 1`. */
export function isClassField({ type, parent }: Node): boolean {
  return type === "assignment" && parent?.type === "block" && parent.parent?.type === "class_definition";
}

/** The parameter of a function that binds a name, by its place; -1 for a pattern and a rest. */
export function parameterIndex(definition: Node, name: Node): number {
  if (!isFunction(definition)) return -1;
  const parameters = definition.child("parameters")?.operands ?? [];
  return parameters.findIndex((parameter) => (parameter.child("name") ?? parameter) === name);
}
