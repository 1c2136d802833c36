import type { Node } from "../syntax/tree.ts";
import { joined, type TextFact } from "./text-fact.ts";
import type { CodeModule } from "./names/module.ts";
import { ancestor, calleeName, operator, unwrap } from "./read.ts";

/** How many constants made of constants are followed. */
const MAX_DEPTH = 6;

/** The text of an expression: literals, f-strings, concatenations, constants of the same file, enum members and their `.value`. Null for no text. */
export function readText(node: Node | null, module: CodeModule, depth = 0): TextFact | null {
  if (!node || depth > MAX_DEPTH) return null;
  const inner = unwrap(node);
  switch (inner.type) {
    case "string": {
      const parts: TextFact = [];
      for (const child of inner.children) {
        if (child.type === "string_content") parts.push(child.text);
        else if (child.type === "interpolation") parts.push(...(readText(child.child("expression"), module, depth) ?? [null]));
      }
      return joined(parts);
    }
    case "concatenated_string":
      return joined(inner.operands.flatMap((part) => readText(part, module, depth) ?? [null]));
    case "binary_operator": {
      const [left, right] = inner.operands;
      if (operator(inner) !== "+") return null;
      const parts = [readText(left ?? null, module, depth), readText(right ?? null, module, depth)];
      return parts.every((part) => part === null) ? null : joined(parts.flatMap((part) => part ?? [null]));
    }
    case "call":
      return calleeName(inner) === "str" ? readText(inner.child("arguments")?.operands[0] ?? null, module, depth + 1) : null;
    case "identifier":
    case "attribute":
      return readConstant(inner, module, depth);
    default:
      return null;
  }
}

function readConstant(node: Node, module: CodeModule, depth: number): TextFact | null {
  if (node.type === "attribute") {
    const object = node.child("object");
    const attribute = node.child("attribute")?.text ?? "";
    if (!object) return null;
    if (attribute === "value" && object.type === "attribute") return readConstant(object, module, depth);
    const owner = classOf(object, module);
    if (owner) return readText(classAttribute(owner, attribute), module, depth + 1);
  }
  if (node.type === "identifier") {
    const binding = module.binding(node.text, node);
    if (binding?.kind === "assignment" && module.bindingsOf(node.text, node).length === 1) {
      return readText(binding.value, module, depth + 1);
    }
  }
  const name = module.resolve(node);
  // A name that nothing imports is a builtin, or a mistake that another rule finds.
  if (name === null || !isImported(node, module)) return null;
  return [{ name: name.replace(/\.value$/, "") }];
}

function isImported(node: Node, module: CodeModule): boolean {
  let first = node;
  for (let object = first.child("object"); object; object = first.child("object")) first = object;
  if (first.type !== "identifier") return false;
  const binding = module.binding(first.text, first);
  return binding?.target !== null && binding !== null;
}

/** The class of this file that a name stands for: the class itself, or `self` and `cls` in it. */
function classOf(node: Node, module: CodeModule): Node | null {
  if (node.type !== "identifier") return null;
  if (node.text === "self" || node.text === "cls") return ancestor(node, "class_definition");
  const binding = module.binding(node.text, node);
  return binding?.kind === "class" ? binding.statement : null;
}

/** The value that a class body gives a name. */
function classAttribute(definition: Node, name: string): Node | null {
  for (const statement of definition.child("body")?.operands ?? []) {
    const assignment = statement.type === "expression_statement" ? statement.operands[0] : undefined;
    if (assignment?.type === "assignment" && assignment.child("left")?.text === name) return assignment.child("right");
  }
  return null;
}

/** True for the value of a constant: `NAME = "…"` at module level or in a class body, enum members among them. */
export function isConstantValue(node: Node): boolean {
  let up = node.parent;
  while (
    up?.type === "parenthesized_expression" ||
    up?.type === "concatenated_string" ||
    up?.type === "binary_operator" ||
    up?.type === "interpolation" ||
    up?.type === "string"
  )
    up = up.parent;
  if (up?.type !== "assignment" || up.child("left")?.type !== "identifier") return false;
  const block = up.parent?.parent;
  return (
    up.parent?.type === "expression_statement" &&
    (!block || (block.type === "block" && block.parent?.type === "class_definition"))
  );
}
