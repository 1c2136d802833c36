import type { Node } from "../../syntax/tree.ts";
import { branchesOf } from "../../code/expressions.ts";
import { isFunction, lastName, operator, stringValue, walk } from "../../code/read.ts";

/** What stands around an answer and tells which error it is about. */

/** Statements before an answer that may say it. */
const STATEMENTS_BEFORE = 3;
/** Letters of a condition that are kept. */
const MAX_CONDITION = 200;

/** String literals and names in capitals below a node, one part left out. */
export function textsIn(root: Node, without: Node | null = null): string[] {
  const texts: string[] = [];
  walk(root, (node) => {
    if (node === without || isFunction(node)) return false;
    if (node.type === "string") {
      const value = stringValue(node);
      const parts = node.children.filter(({ type }) => type === "string_content").map(({ text }) => text);
      texts.push(value ?? parts.join(" "));
      return value === null;
    }
    const isName = node.type === "identifier" || node.type === "property_name" || node.field === "attribute";
    if (isName && /^[A-Z][A-Z0-9_]+$/.test(node.text)) texts.push(node.text);
    return true;
  });
  return texts.filter((text) => text.trim() !== "");
}

/** What the statements right before say, such as the event of a log call. */
export function textsBefore(answer: Node): string[] {
  let statement = answer;
  while (statement.parent && statement.parent.type !== "block") statement = statement.parent;
  const siblings = statement.parent?.operands ?? [];
  const at = siblings.indexOf(statement);
  return siblings
    .slice(Math.max(0, at - STATEMENTS_BEFORE), Math.max(0, at))
    .filter(({ type }) => type === "expression_statement")
    .toReversed()
    .flatMap((sibling) => textsIn(sibling));
}

/** The exceptions that an answer is about: those of the `except` around it, in a `catch` those of `if (error instanceof StorageError)`. */
export function caughtBy(answer: Node): string[] {
  const tested: string[] = [];
  let child = answer;
  for (let up = answer.parent; up && !isFunction(up); child = up, up = up.parent) {
    if (up.type === "except_clause") return answer.source.language === "python" ? exceptions(up) : tested;
    const condition = up.type === "if_statement" && child.field === "consequence" ? up.child("condition") : null;
    if (condition)
      walk(condition, (inner) => {
        if (inner.type === "comparison_operator" && operator(inner) === "instanceof")
          tested.push(lastName(inner.child("right")) ?? "");
      });
  }
  return [];
}

function exceptions({ operands: [caught] }: Node): string[] {
  if (!caught || caught.type === "block") return [];
  const types = caught.type === "as_pattern" ? caught.operands[0] : caught;
  return (types?.type === "tuple" ? types.operands : types ? [types] : []).map((type) => lastName(type) ?? type.text);
}

/** The condition of the `if` whose branch holds the node; of its `else`, and of an exception's handler, none can be told. */
export function conditionOf(node: Node): string | null {
  let child = node;
  for (let up = node.parent; up && !isFunction(up); child = up, up = up.parent) {
    if (up.type === "if_statement" || up.type === "elif_clause") {
      if (child.field === "consequence") return written(up.child("condition"));
      if (child.field === "alternative") return null;
    }
    if (up.type === "conditional_expression") {
      const branch = branchesOf(up).indexOf(child);
      if (branch >= 0) return branch === 0 ? written(up.child("condition") ?? up.operands[1] ?? null) : null;
    }
    if (up.type === "else_clause" || up.type === "except_clause") return null;
  }
  return null;
}

/** As Python writes it: `!verify(x)` is `not verify(x)`. */
function written(condition: Node | null): string | null {
  if (!condition) return null;
  const text = condition.source.language === "python" ? condition.text : condition.text.replace(/!(?!=)\s*/g, "not ");
  return text.replace(/\s+/g, " ").slice(0, MAX_CONDITION);
}
