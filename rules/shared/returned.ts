import type { Node } from "../../server/code/index.ts";

/** The expression of a function's only `return` or `yield`; null when it has several, or none. */
export function onlyReturned(definition: Node): Node | null {
  const found: Node[] = [];
  const pending = [...(definition.child("body")?.children ?? [])];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "function_definition" || node.type === "class_definition" || node.type === "lambda") continue;
    if (node.type === "return_statement" || node.type === "yield") {
      const [value] = node.operands;
      if (value) found.push(value);
    }
    pending.push(...node.children);
  }
  return found.length === 1 ? (found[0] as Node) : null;
}
