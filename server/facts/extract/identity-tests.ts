import type { Node } from "../../syntax/tree.ts";
import { ancestor, calleeName, enclosingFunction, isFunction, unwrap } from "../../code/read.ts";

/** The test around a node; a helper inside a test belongs to it. */
export function testAround(node: Node): Node | null {
  for (let up = enclosingFunction(node); up; up = enclosingFunction(up)) {
    if (node.source.language === "python" ? /^test/.test(up.child("name")?.text ?? "") : isCallback(up)) return up;
  }
  return null;
}

/** The callback of `it`, `test`, `test.each([…])`. */
function isCallback(definition: Node): boolean {
  const call = definition.parent?.type === "argument_list" ? definition.parent.parent : null;
  const root = call && rootOf(call);
  return root?.type === "identifier" && /^(?:it|test|specify)$/.test(root.text);
}

/** `expect` of `expect(order).toEqual(…)`: what a chain of calls and members starts from. */
function rootOf(expression: Node): Node {
  let root = expression;
  while (/^(?:call|attribute|subscript|tagged_template_expression)$/.test(root.type)) root = unwrap(root.operands[0] as Node);
  return root;
}

/** `expect(…).…(…)` and `assert.…(…)` as a whole, in a test; in Python what a mock was called with. */
export function isAssertion(call: Node): boolean {
  if (call.source.language === "python") return /^assert_\w*called\w*_with$|^assert_has_calls$/.test(calleeName(call) ?? "");
  if (/^(?:attribute|subscript|call|argument_list)$/.test(call.parent?.type ?? "")) return false;
  const root = rootOf(call);
  return root.type === "identifier" && (root.text === "expect" || (/^assert/.test(root.text) && testAround(call) !== null));
}

/** A node stands in what a test asserts. */
export function assertionAround(node: Node): boolean {
  if (node.source.language === "python") return ancestor(node, "assert_statement") !== null && testAround(node) !== null;
  for (let up = node.parent; up && !isFunction(up); up = up.parent) if (up.type === "call" && isAssertion(up)) return true;
  return false;
}
