import { fieldRead, operator, stringValue, unwrap, type Node } from "./index.ts";

/** The operands of a chain of `or`, parentheses opened. */
export function orOperands(node: Node): Node[] {
  const operands: Node[] = [];
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const inner = unwrap(next);
    if (isOr(inner)) pending.push(...inner.operands.toReversed());
    else operands.push(inner);
  }
  return operands;
}

/** An `or` expression. */
export function isOr(node: Node | null): boolean {
  return node?.type === "boolean_operator" && operator(node) === "or";
}

/** What stands around the node and its parentheses. */
export function around(node: Node): Node | null {
  let up = node.parent;
  while (up?.type === "parenthesized_expression") up = up.parent;
  return up;
}

/** The name that is given an expression: of an assignment, a keyword or a dict entry. */
export function targetName(expression: Node): string | null {
  const up = around(expression);
  if (up?.type === "assignment" || up?.type === "named_expression")
    return fieldRead(up.child("left") ?? up.child("name"))?.name ?? null;
  if (up?.type === "keyword_argument") return up.child("name")?.text ?? null;
  return up?.type === "pair" ? stringValue(up.child("key")) : null;
}

export interface Assignment {
  statement: Node;
  target: Node;
  value: Node;
}

/** The assignment that is all a block does. */
export function soleAssignment(block: Node | null): Assignment | null {
  const [first, ...more] = block?.operands ?? [];
  const statement = first?.type === "expression_statement" && more.length === 0 ? first.operands[0] : undefined;
  const target = statement?.child("left");
  const value = statement?.child("right");
  return statement?.type === "assignment" && target && value ? { statement, target, value } : null;
}

/** An expression as written, on one line, cut to a length that fits a message. */
export function excerpt(node: Node | null, length = 60): string {
  const text = node?.text.replace(/\s+/g, " ") ?? "";
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
