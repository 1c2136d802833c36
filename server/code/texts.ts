import type { Node } from "../syntax/tree.ts";
import { isClassField, isOutermost } from "./definitions.ts";
import { joined, type TextFact } from "./text-fact.ts";
import type { ModuleNames } from "./names/module-names.ts";
import { ancestor, calleeName, keyOf, modifiers, operator, stringValue, unwrap } from "./read.ts";

/** How many constants made of constants are followed. */
const MAX_DEPTH = 6;

/**
 * The text of an expression: literals, f-strings and templates, concatenations, constants of the same file, members of enums, classes and objects, an
 * enum member's `.value`. Null for no text.
 */
export function readText(node: Node | null, module: ModuleNames, depth = 0): TextFact | null {
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
    case "call": {
      const makesText = calleeName(inner) === (inner.source.language === "python" ? "str" : "String");
      return makesText ? readText(inner.child("arguments")?.operands[0] ?? null, module, depth + 1) : null;
    }
    case "identifier":
    case "attribute":
      return readConstant(inner, module, depth);
    case "subscript":
      return inner.source.language === "typescript" ? readConstant(inner, module, depth) : null;
    default:
      return null;
  }
}

function readConstant(node: Node, module: ModuleNames, depth: number): TextFact | null {
  const object = node.type === "identifier" ? null : unwrap(node.operands[0] as Node);
  if (object) {
    const member = node.type === "attribute" ? (node.child("attribute")?.text ?? "") : stringValue(node.child("subscript"));
    if (member === "value" && object.type === "attribute") return readConstant(object, module, depth);
    const owner = member === null ? null : ownerOf(object, module);
    if (owner && member !== null) return readText(memberValue(owner, member), module, depth + 1);
  } else {
    const value = constantValue(node, module);
    if (value) return readText(value, module, depth + 1);
  }
  const name = module.resolve(node);
  // A name that nothing imports is a builtin, or a mistake that another rule finds.
  if (name === null || !isImported(node, module)) return null;
  return [{ name: name.replace(/\.value$/, "") }];
}

/** What a name that is given one value only stands for. */
export function constantValue(name: Node, module: ModuleNames): Node | null {
  const [only, ...more] = module.bindingsOf(name.text, name);
  return only?.kind === "assignment" && only.value && more.length === 0 ? unwrap(only.value) : null;
}

function isImported(node: Node, module: ModuleNames): boolean {
  let first = node;
  while (first.type === "attribute" || first.type === "subscript") first = unwrap(first.operands[0] as Node);
  return first.type === "identifier" && (module.binding(first.text, first)?.target ?? null) !== null;
}

/** The class, enum or object of this file that a name stands for: the class itself, or `self` and `cls` in it. */
function ownerOf(node: Node, module: ModuleNames): Node | null {
  if (node.type !== "identifier") return null;
  if (node.source.language === "python") {
    if (node.text === "self" || node.text === "cls") return ancestor(node, "class_definition");
    const binding = module.binding(node.text, node);
    return binding?.kind === "class" ? binding.statement : null;
  }
  const [first] = module.bindingsOf(node.text, node);
  if (first?.kind === "class") return first.statement;
  const value = constantValue(node, module);
  return value?.type === "dictionary" ? value : null;
}

/** The value that a class body, an enum or an object gives a name. */
function memberValue(owner: Node, name: string): Node | null {
  if (owner.type === "ts_enum_declaration") {
    const members = owner.operands.find(({ type }) => type === "ts_enum_body")?.operands ?? [];
    return members.find((member) => memberName(member) === name)?.operands[1] ?? null;
  }
  const isPython = owner.source.language === "python";
  for (const statement of (owner.type === "dictionary" ? owner : owner.child("body"))?.operands ?? []) {
    const assignment = statement.type === "expression_statement" ? statement.operands[0] : statement;
    if (!assignment || (isPython ? assignment.child("left")?.text : keyOf(assignment)) !== name) continue;
    if (assignment.type === "pair") return assignment.child("value");
    if (assignment.type === "assignment" && (isPython || modifiers(assignment).includes("static")))
      return assignment.child("right");
  }
  return null;
}

/** What a member of an enum is called. */
export function memberName({ operands: [id] }: Node): string | null {
  return id?.type === "identifier" ? id.text : stringValue(id ?? null);
}

const PARTS = /^(?:parenthesized_expression|concatenated_string|binary_operator|interpolation|string)$/;

/** True for the value of a constant: `NAME = "…"` at module level or in a class body, members of enums and of constant objects among them. */
export function isConstantValue(node: Node): boolean {
  const isPython = node.source.language === "python";
  let up = node.parent;
  while (up && (PARTS.test(up.type) || (!isPython && /^(?:cast|pair|dictionary)$/.test(up.type)))) up = up.parent;
  if (up?.type === "ts_enum_member") return true;
  if (up?.type !== "assignment") return false;
  if (!isPython && isClassField(up)) return modifiers(up).includes("static");
  if (up.child("left")?.type !== "identifier") return false;
  if (!isPython) return (up.parent?.text.startsWith("const") ?? false) && isOutermost(up);
  const block = up.parent?.parent;
  return (
    up.parent?.type === "expression_statement" &&
    (!block || (block.type === "block" && block.parent?.type === "class_definition"))
  );
}
