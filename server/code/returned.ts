import type { Node } from "../syntax/tree.ts";
import { isFunction, walk } from "./read.ts";

/** What a function's `return` statements give, null for a bare one; the body of a lambda. Functions and classes within are left out. */
export function returnedValues(definition: Node): (Node | null)[] {
  const body = definition.child("body");
  if (!body) return [];
  if (definition.type === "lambda") return [body];
  return givenBy(body, /^return_statement$/);
}

/** The expression of a function's only `return` or `yield`; null when it has several, or none. */
export function onlyReturned(definition: Node): Node | null {
  const body = definition.child("body");
  const found = body ? givenBy(body, /^(?:return_statement|yield)$/).filter((value) => value !== null) : [];
  return found.length === 1 ? (found[0] ?? null) : null;
}

function givenBy(body: Node, types: RegExp): (Node | null)[] {
  const values: (Node | null)[] = [];
  walk(body, (node) => {
    if (isFunction(node) || node.type === "class_definition") return false;
    if (types.test(node.type)) values.push(node.operands[0] ?? null);
    return true;
  });
  return values;
}
