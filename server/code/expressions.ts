import { profileName } from "./spelling.ts";
import { fieldRead, operator, stringValue, unwrap, type Node } from "./index.ts";

/** The operands of a chain of `or`, `||` and `??`, parentheses opened. */
export function orOperands(node: Node): Node[] {
  const operands: Node[] = [];
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const inner = unwrap(next);
    if (isOr(inner)) pending.push(...inner.operands.toReversed());
    // What is cast stays as it is written.
    else operands.push(next.type === "cast" ? next : inner);
  }
  return operands;
}

/** An `or` expression, `||` and `??` among them. */
export function isOr(node: Node | null): boolean {
  return node?.type === "boolean_operator" && /^(?:or|\|\||\?\?)$/.test(operator(node));
}

/** What stands around the node and its parentheses. */
export function around(node: Node): Node | null {
  let up = node.parent;
  while (up?.type === "parenthesized_expression" || up?.type === "cast") up = up.parent;
  return up;
}

/** What the branches of a conditional expression give, in the order of the text. */
export function branchesOf(conditional: Node): Node[] {
  const { operands } = conditional;
  return operands.filter((part, at) => (conditional.source.language === "python" ? at !== 1 : part.field !== "condition"));
}

/** The name that is given an expression, as the code spells it: of an assignment, a keyword, an entry, an attribute of JSX. */
export function writtenTarget(expression: Node): string | null {
  let up = around(expression);
  if (up?.type === "jsx_expression_container") up = up.parent;
  switch (up?.type) {
    case "assignment":
    case "named_expression": {
      const target = up.child("left") ?? up.child("name");
      return target?.type === "property_name" ? target.text : (fieldRead(target)?.written ?? null);
    }
    case "keyword_argument":
      return up.child("name")?.text ?? null;
    case "pair":
      return stringValue(up.child("key"));
    case "jsx_attribute":
      return up.operands[0]?.text ?? null;
    default:
      return null;
  }
}

/** The name that is given an expression, as the profile spells it. */
export function targetName(expression: Node): string | null {
  const written = writtenTarget(expression);
  return written === null ? null : profileName(written, expression.source);
}

export interface Assignment {
  statement: Node;
  target: Node;
  value: Node;
}

/** The assignment that is all a block or a branch without one does. */
export function soleAssignment(block: Node | null): Assignment | null {
  const [first, ...more] = block?.type === "expression_statement" ? [block] : (block?.operands ?? []);
  const statement = first?.type === "expression_statement" && more.length === 0 ? first.operands[0] : undefined;
  const target = statement?.child("left");
  const value = statement?.child("right");
  return statement?.type === "assignment" && target && value ? { statement, target, value } : null;
}

/** An expression as written, on one line, cut to a length that fits a message. */
export function excerpt(node: Node | null, length = 60): string {
  const text = node?.text.replace(/\s+/g, " ") ?? "";
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
