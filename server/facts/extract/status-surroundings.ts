import type { Node } from "../../syntax/tree.ts";
import { branchesOf } from "../../code/expressions.ts";
import { calleeName, decorators, enclosingFunction, isFunction, lastName, operator, stringValue, walk } from "../../code/read.ts";

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
  const siblings = statement.parent?.children ?? [];
  const texts: string[] = [];
  let left = STATEMENTS_BEFORE;
  for (let at = siblings.indexOf(statement) - 1; at >= 0 && left > 0; at--) {
    const sibling = siblings[at] as Node;
    if (sibling.type === "comment" || sibling.type === "line_continuation") continue;
    left--;
    if (sibling.type === "expression_statement") texts.push(...textsIn(sibling));
  }
  return texts;
}

/** What is returned right below a status that is set: `response.status_code = 403`, then `return {"error": "invalid_signature"}`. */
export function textsReturned(assignment: Node): string[] {
  const statement = assignment.parent;
  const siblings = statement?.parent?.operands ?? [];
  const below = siblings.slice(
    siblings.indexOf(statement as Node) + 1,
    siblings.indexOf(statement as Node) + 1 + STATEMENTS_BEFORE,
  );
  const returned = below.find(({ type }) => type === "return_statement");
  return returned ? textsIn(returned) : [];
}

/** Texts that parameters of the function around have by default, where the answer is given them: `def __init__(self, detail="invalid_payload")`. */
export function defaultsIn(answer: Node): string[] {
  const parameters = enclosingFunction(answer)?.child("parameters")?.operands ?? [];
  const given = new Set((answer.child("arguments")?.operands ?? []).map((part) => (part.child("value") ?? part).text));
  return parameters.flatMap((parameter) => {
    const value = parameter.child("value");
    return value && given.has(parameter.child("name")?.text ?? "") ? textsIn(value) : [];
  });
}

/** The exceptions that a handler is registered for: `@app.exception_handler(InvalidSignature)`. */
export function handledBy(answer: Node): string[] {
  const definition = enclosingFunction(answer);
  if (!definition || answer.source.language !== "python") return [];
  return decorators(definition).flatMap((decorator) => {
    const call = decorator.operands[0];
    if (call?.type !== "call" || !/^(?:exception_handler|errorhandler|add_exception_handler)$/.test(calleeName(call) ?? ""))
      return [];
    return (call.child("arguments")?.operands ?? []).flatMap((type) => lastName(type) ?? []);
  });
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
