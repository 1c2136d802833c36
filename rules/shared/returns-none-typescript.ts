import { isFunction, type FunctionNode, type TSESTree } from "../../server/facts/typescript/index.ts";
import { walk } from "../../server/code/typescript/walk.ts";

/**
 * True when a function can return nothing, and shows it: a body that does something and comes to an end, without `return` of a value and without
 * `yield`. A body that throws at its end, or that is empty, says nothing of what overrides return.
 */
export function returnsNothing({ body, generator }: FunctionNode): boolean {
  if (body.type !== "BlockStatement" || generator) return false;
  const last = body.body.at(-1);
  if (!last || neverEnds(last)) return false;
  let nothing = true;
  walk(body, (node) => {
    if (!nothing || isFunction(node) || node.type === "ClassBody") return false;
    if (node.type === "ReturnStatement" && node.argument) nothing = false;
    return nothing;
  });
  return nothing;
}

function neverEnds(statement: TSESTree.Statement): boolean {
  if (statement.type === "ThrowStatement") return true;
  if (statement.type === "WhileStatement") return statement.test.type === "Literal" && statement.test.value === true;
  return statement.type === "ForStatement" && statement.test === null;
}

/** What a function's `return` statements give; the body of an arrow function that is an expression. Functions within are left out. */
export function returnedValues({ body }: FunctionNode): (TSESTree.Expression | null)[] {
  if (body.type !== "BlockStatement") return [body];
  const values: (TSESTree.Expression | null)[] = [];
  walk(body, (node) => {
    if (isFunction(node) || node.type === "ClassBody") return false;
    if (node.type === "ReturnStatement") values.push(node.argument);
    return true;
  });
  return values;
}
