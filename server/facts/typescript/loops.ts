import type { TSESTree } from "../../syntax/typescript.ts";
import { LIMIT_NAME } from "../extract/loops.ts";
import { snakeCase } from "../../code/spelling.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { className } from "./functions.ts";
import { ancestor, enclosingFunction, isFunction, keyOf, lastName, type FunctionNode } from "../../code/typescript/read.ts";
import { walk } from "../../code/typescript/walk.ts";

type Loop =
  TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForOfStatement | TSESTree.ForInStatement;

const LOOPS = ["WhileStatement", "DoWhileStatement", "ForStatement", "ForOfStatement", "ForInStatement"] as const;
/** Classes whose loops count, and functions outside classes. */
const OWNER = /Executor|(?:Runtime|Agent|Reasoning)Loop|AgentRunner/;
const RUNNER = /(?:^|_)(?:loop|execute|reason|reasoning)(?:_|$)|^run_(?:agent|task)/;

/** Loops of what is named as an executor. */
export const loops: TypeScriptExtractor = {
  WhileStatement: emitLoop,
  DoWhileStatement: emitLoop,
  ForStatement: emitLoop,
  ForOfStatement: emitLoop,
};

function emitLoop(node: Loop, context: TypeScriptFactContext): void {
  const method = enclosingFunction(node);
  const outer = ancestor(node, ...LOOPS);
  if (!method || (outer && enclosingFunction(outer) === method)) return;
  const owner = className(ancestor(method, "ClassDeclaration", "ClassExpression") ?? undefined);
  const name = nameOf(method) ?? "";
  if (!(owner === null ? RUNNER.test(snakeCase(name)) : OWNER.test(owner))) return;
  const { head, ends } = headOf(node, context);
  const terminations = new Set(ends);
  walk(node.body, (inner) => {
    if (isFunction(inner) || inner.type === "ClassDeclaration") return false;
    const leaves =
      inner.type === "ReturnStatement" ||
      inner.type === "ThrowStatement" ||
      (inner.type === "BreakStatement" && ancestor(inner, ...LOOPS, "SwitchStatement") === node);
    if (leaves) terminations.add(reasonFor(inner, node, context));
    return true;
  });
  context.emit("loops", {
    within: owner === null ? name : `${owner}.${name}`,
    head,
    terminations: [...terminations],
    limit: limitOf(node, context),
    span: { ...context.span(node), end: node.type === "DoWhileStatement" ? node.range[1] : node.body.range[0] },
  });
}

/** A loop's head as written, and what of it ends the loop. */
function headOf(node: Loop, context: TypeScriptFactContext): { head: string; ends: string[] } {
  const text = (part: TSESTree.Node | null): string => (part ? context.module.textOf(part).replace(/\s+/g, " ") : "");
  if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
    const over = text(node.right);
    return { head: `for ${text(node.left)} of ${over}`, ends: [`${over} is exhausted`] };
  }
  const condition = text(node.test);
  const endless = node.test === null || condition === "true" || condition === "1";
  // Every loop with a condition is one that goes on while it holds.
  return { head: `while ${condition || "true"}`, ends: endless ? [] : [`not (${condition})`] };
}

/** The nearest condition around a `break`, `return` or `throw`, up to the loop. */
function reasonFor(leave: TSESTree.Node, loop: Loop, context: TypeScriptFactContext): string {
  let child = leave;
  for (let up = leave.parent; up && up !== loop; child = up, up = up.parent) {
    if (up.type === "IfStatement") {
      const condition = context.module.textOf(up.test).replace(/\s+/g, " ");
      return child === up.alternate ? `not (${condition})` : condition;
    }
    if (up.type === "SwitchCase") return up.test ? `case ${context.module.textOf(up.test)}` : "default";
    if (up.type === "CatchClause") return `catch ${up.param ? context.module.textOf(up.param) : ""}`.trim();
  }
  return leave.type.replace("Statement", "").toLowerCase();
}

/** What bounds the number of rounds, as written: `this.maxIterations`, `10`. */
function limitOf(loop: Loop, context: TypeScriptFactContext): string | null {
  let limit: string | null = null;
  walk(loop, (node) => {
    if (limit !== null || isFunction(node)) return false;
    const isName = node.type === "Identifier" || node.type === "MemberExpression";
    if (isName && LIMIT_NAME.test(snakeCase(lastName(node) ?? ""))) limit = context.module.textOf(node);
    return limit === null;
  });
  if (limit !== null || loop.type !== "ForStatement" || loop.test?.type !== "BinaryExpression") return limit;
  return /^<=?$/.test(loop.test.operator) ? context.module.textOf(loop.test.right) : null;
}

function nameOf(node: FunctionNode): string | null {
  if (node.type !== "ArrowFunctionExpression" && node.id) return node.id.name;
  const { parent } = node;
  if (parent.type === "VariableDeclarator") return lastName(parent.id);
  return parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" || parent.type === "Property"
    ? keyOf(parent)
    : null;
}
