import { isFunction, unwrap, type Node } from "../../server/code/index.ts";
import { CONTRACT, join, type Verdict } from "./verdict.ts";

/** A condition and whether it is true where a node stands. */
interface Guard {
  condition: Node;
  holds: boolean;
}

interface Readers {
  /** Reads a condition that is asserted to be true, or false. */
  judge: (condition: Node, asserted: boolean) => Verdict;
  isStatus: (expression: Node) => boolean;
}

/**
 * What a statement that fails the test says: `if not result.ok: pytest.fail()` asserts `result.ok`. Without such a condition around it, it stands
 * where the test must not get to.
 */
export function judgeFailure(statement: Node, { judge, isStatus }: Readers): Verdict {
  const guards = guardsOf(statement);
  if (guards.length === 0 || !guards.every(({ condition }) => asksStatus(condition, isStatus))) return CONTRACT;
  return join(guards.map(({ condition, holds }) => judge(condition, !holds)));
}

/** `result.ok`, `not result.ok`, `response.status_code != 200`. */
function asksStatus(condition: Node, isStatus: (expression: Node) => boolean): boolean {
  const node = unwrap(condition);
  if (node.type === "not_operator") return asksStatus(node.child("argument") ?? node, isStatus);
  if (node.type === "comparison_operator") return node.operands.some((side) => isStatus(side));
  return isStatus(node);
}

/** The conditions of the branches of `if` around a node, up to its function. */
function guardsOf(node: Node): Guard[] {
  const found: Guard[] = [];
  let child = node;
  for (let up = node.parent; up && !isFunction(up); child = up, up = up.parent) {
    if (up.type !== "if_statement" && up.type !== "elif_clause") continue;
    const condition = up.child("condition");
    if (!condition || child.field === "condition") continue;
    // Under an `elif` the `if` above is known to be false, which is no more than how one gets there.
    if (child.field === "consequence") found.push({ condition, holds: true });
    else if (child.type !== "elif_clause") found.push({ condition, holds: false });
  }
  return found;
}
