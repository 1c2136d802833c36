import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { definitionName } from "../../code/definitions.ts";
import { ancestor, enclosingFunction, isFunction, lastName, operator, unwrap, walk } from "../../code/read.ts";
import { profileName, snakeCase } from "../../code/spelling.ts";

/** Names of what bounds a reasoning loop. */
export const LIMIT_NAME = /\bmax_(?:iterations|turns|steps|rounds|loops)\b/i;

/** Classes whose loops count beside executors, and functions outside classes. */
export const RUNS_TASKS = "(?:Runtime|Agent|Task|Reasoning)(?:Loop|Runner|Orchestrator|Engine)";
const OWNER = new RegExp(`Executor|${RUNS_TASKS}`);
const RUNNER = /(?:^|_)(?:loop|execute|reason|reasoning)(?:_|$)|^run_(?:agent|task)/;
const LOOPS = ["while_statement", "for_statement"];

/** Loops of what is named as an executor. */
export const loops: FactExtractor = { while_statement: emitLoop, for_statement: emitLoop };

function emitLoop(node: Node, context: FactContext): void {
  const method = enclosingFunction(node);
  const outer = ancestor(node, ...LOOPS);
  const body = node.child("body");
  if (!method || !body || (outer && enclosingFunction(outer) === method)) return;
  const holder = ancestor(method, "class_definition");
  const owner = holder && (definitionName(holder) ?? "");
  const name = definitionName(method) ?? "";
  if (!(owner === null ? RUNNER.test(profileName(name, node.source)) : OWNER.test(owner))) return;
  const { head, end } = headOf(node);
  const terminations = new Set(end === null ? [] : [end]);
  walk(body, (inner) => {
    if (isFunction(inner) || inner.type === "class_definition") return false;
    if (leaves(inner, node)) terminations.add(reasonFor(inner, node));
    return true;
  });
  context.emit("loops", {
    within: owner === null ? name : `${owner}.${name}`,
    head,
    terminations: [...terminations],
    limit: limitOf(node),
    span: context.span({ start: node.start, end: endOfHead(node, body) }),
  });
}

/** A loop's head as written, and what of it ends the loop. */
function headOf(node: Node): { head: string; end: string | null } {
  const over = node.child("right");
  if (over) {
    const left = node.child("left") as Node;
    const word = node.source.text.value.slice(left.end, over.start).trim();
    const endless = /^(?:\w+\.)*(?:count|cycle|repeat)\(/.test(over.text);
    return { head: `for ${fold(left)} ${word} ${fold(over)}`, end: endless ? null : `${fold(over)} is exhausted` };
  }
  // Every loop with a condition is one that goes on while it holds.
  const condition = node.child("condition");
  const endless = !condition || /^(?:[tT]rue|1)$/.test(unwrap(condition).text);
  return { head: `while ${fold(condition) || "true"}`, end: endless ? null : `not (${fold(condition)})` };
}

function fold(node: Node | null): string {
  return node?.text.replace(/\s+/g, " ") ?? "";
}

function endOfHead(node: Node, body: Node): number {
  if (node.source.language === "python") return (node.child("right") ?? node.child("condition"))?.end ?? node.start;
  return node.text.startsWith("do") ? node.end : body.start;
}

function leaves(inner: Node, loop: Node): boolean {
  if (inner.type === "return_statement" || inner.type === "raise_statement") return true;
  // A `switch` of TypeScript keeps a `break` to itself.
  const holders = loop.source.language === "python" ? LOOPS : [...LOOPS, "match_statement"];
  return inner.type === "break_statement" && ancestor(inner, ...holders) === loop;
}

/** The nearest condition around a `break`, `return` or `raise`, up to the loop. */
function reasonFor(leave: Node, loop: Node): string {
  const isPython = loop.source.language === "python";
  let child = leave;
  for (let up = leave.parent; up && up !== loop; child = up, up = up.parent) {
    if (up.type === "if_statement" || up.type === "elif_clause") {
      const condition = fold(up.child("condition"));
      return child.type === "else_clause" || (!isPython && child.field === "alternative") ? `not (${condition})` : condition;
    }
    if (up.type === "switch_case") return up.text.startsWith("default") ? "default" : `case ${up.operands[0]?.text ?? ""}`;
    if (up.type === "except_clause")
      return `${isPython ? "except" : "catch"} ${isPython || up.child("value") ? (up.operands[0]?.text ?? "") : ""}`.trim();
  }
  return leave.type === "raise_statement" && !isPython ? "throw" : leave.type.replace("_statement", "");
}

/** The body of a loop counts this name up: `rounds += 1`, `rounds++`. */
function counts(loop: Node, name: Node | null): boolean {
  let found = false;
  walk(loop, (node) => {
    if (/^(?:augmented_assignment|augmented_assignment_expression|update_expression)$/.test(node.type))
      found ||= (node.child("left") ?? node.child("argument"))?.text === name?.text;
    return !found && !isFunction(node);
  });
  return found;
}

/** What bounds the number of rounds, as written: `self.max_iterations`, `10`. */
function limitOf(loop: Node): string | null {
  let limit: string | null = null;
  walk(loop, (node) => {
    if (limit !== null || isFunction(node)) return false;
    const isName = node.type === "attribute" || node.type === "identifier";
    if (isName && LIMIT_NAME.test(snakeCase(lastName(node) ?? ""))) limit = node.text;
    return limit === null;
  });
  if (limit !== null) return limit;
  const over = loop.child("right");
  if (over?.type === "call" && over.child("function")?.text === "range")
    return over.child("arguments")?.operands.at(-1)?.text ?? null;
  const test = loop.child("condition");
  if (loop.type === "while_statement" && !counts(loop, test?.child("left") ?? test?.operands[0] ?? null)) return null;
  return test?.type === "comparison_operator" && /^<=?$/.test(operator(test))
    ? ((test.child("right") ?? test.operands.at(-1))?.text ?? null)
    : null;
}
