import type { Node } from "../../syntax/tree.ts";
import type { FactExtractor } from "../context.ts";
import { ancestor, unwrap, walk } from "../../code/read.ts";

/** Names of what bounds a reasoning loop. */
export const LIMIT_NAME = /\bmax_(?:iterations|turns|steps|rounds|loops)\b/i;

/** Classes whose loops count, and functions outside classes. */
const OWNER = /Executor|(?:Runtime|Agent|Reasoning)Loop|AgentRunner/;
const RUNNER = /(?:^|_)(?:loop|execute|reason|reasoning)(?:_|$)|^run_(?:agent|task)/;

/** Loops of what is named as an executor. */
export const loops: FactExtractor = { while_statement: emitLoop, for_statement: emitLoop };

function emitLoop(node: Node, context: Parameters<FactExtractor[string]>[1]): void {
  const method = ancestor(node, "function_definition");
  const owner = method && ancestor(method, "class_definition");
  const ownerName = owner?.child("name")?.text ?? "";
  const name = method?.child("name")?.text ?? "";
  if (!method || !(owner ? OWNER.test(ownerName) : RUNNER.test(name)) || ancestor(node, "while_statement", "for_statement"))
    return;
  const condition = node.type === "while_statement" ? node.child("condition") : node.child("right");
  const text = condition?.text.replace(/\s+/g, " ") ?? "";
  const head = node.type === "while_statement" ? `while ${text}` : `for ${node.child("left")?.text ?? ""} in ${text}`;
  const terminations = new Set<string>();
  const endless = /^(?:\w+\.)*(?:count|cycle|repeat)\(/.test(text);
  if (node.type === "for_statement" && !endless) terminations.add(`${text} is exhausted`);
  if (node.type === "while_statement" && condition && unwrap(condition).type !== "true") terminations.add(`not (${text})`);
  const body = node.child("body");
  if (body) {
    walk(body, (inner) => {
      if (inner.type === "function_definition" || inner.type === "class_definition" || inner.type === "lambda") return false;
      const leaves =
        inner.type === "return_statement" ||
        inner.type === "raise_statement" ||
        (inner.type === "break_statement" && ancestor(inner, "while_statement", "for_statement") === node);
      if (leaves) terminations.add(reasonFor(inner, node));
      return true;
    });
  }
  context.emit("loops", {
    within: owner ? `${ownerName}.${name}` : name,
    head,
    terminations: [...terminations],
    limit: limitOf(node, condition),
    span: context.span({ start: node.start, end: condition?.end ?? node.start }),
  });
}

/** The nearest condition around a `break` or `return`, up to the loop. */
function reasonFor(leave: Node, loop: Node): string {
  let child = leave;
  for (let up = leave.parent; up && up !== loop; child = up, up = up.parent) {
    if (up.type === "if_statement" || up.type === "elif_clause") {
      const condition = up.child("condition")?.text.replace(/\s+/g, " ") ?? "";
      return child.type === "else_clause" ? `not (${condition})` : condition;
    }
    if (up.type === "except_clause") return `except ${up.operands[0]?.text ?? ""}`;
  }
  return leave.type.replace("_statement", "");
}

function limitOf(loop: Node, condition: Node | null): string | null {
  let limit: string | null = null;
  walk(loop, (node) => {
    if (limit === null && (node.type === "attribute" || node.type === "identifier") && LIMIT_NAME.test(node.text))
      limit = node.text;
    return limit === null && node.type !== "function_definition";
  });
  if (limit !== null) return limit;
  const range =
    condition?.type === "call" && condition.child("function")?.text === "range"
      ? condition.child("arguments")?.operands.at(-1)
      : null;
  return range?.text ?? null;
}
