import type { Node } from "../syntax/tree.ts";
import { ancestor, isFunction, keyOf, lastName } from "./read.ts";

/** What a function or class is called: its own name, else that of the variable, property or member that holds it; null for others. */
export function definitionName(definition: Node): string | null {
  const name = definition.child("name");
  if (name) return keyOf(definition) ?? lastName(name);
  const { parent } = definition;
  if (parent?.type === "assignment" && definition.field === "right") return keyOf(parent) ?? lastName(parent.child("left"));
  return parent?.type === "pair" ? keyOf(parent) : null;
}

/** Stands in no function, class or namespace. */
export function isOutermost(node: Node): boolean {
  return ancestor(node, "function_definition", "lambda", "class_definition", "ts_module_declaration") === null;
}

/** A field of a class of TypeScript: `static size = 1`. */
export function isClassField({ type, parent }: Node): boolean {
  return type === "assignment" && parent?.type === "block" && parent.parent?.type === "class_definition";
}

/** The parameter of a function that binds a name, by its place; -1 for a pattern, a default and a rest. */
export function parameterIndex(definition: Node, name: Node): number {
  if (!isFunction(definition)) return -1;
  const parameters = definition.child("parameters")?.operands ?? [];
  return parameters.findIndex((parameter) => (parameter.child("name") ?? parameter) === name && !parameter.child("value"));
}
