import { calleeName, lastName, stringValue, unwrap, type TSESTree } from "../../../server/facts/typescript/index.ts";

/** How an expression makes a text. */
export type TextForm = "a text" | "a template string" | "a concatenation" | "joined text" | "a hash's text";

const TEXT_METHODS = new Set([
  "concat",
  "padEnd",
  "padStart",
  "replace",
  "replaceAll",
  "slice",
  "substring",
  "toLowerCase",
  "toUpperCase",
  "trim",
]);

/** The way in which an expression certainly makes a text, `String(…)` left out; null when it may be anything. */
export function textForm(expression: TSESTree.Node): TextForm | null {
  const node = unwrap(expression);
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? "a text" : null;
    case "TemplateLiteral":
      return node.expressions.length > 0 ? "a template string" : "a text";
    case "BinaryExpression":
      return node.operator === "+" && (isTextual(node.left) || isTextual(node.right)) ? "a concatenation" : null;
    case "CallExpression": {
      const callee = unwrap(node.callee);
      if (callee.type !== "MemberExpression") return null;
      const method = calleeName(node) ?? "";
      if (method === "join") return unwrap(callee.object).type === "ArrayExpression" ? "joined text" : null;
      if (method === "digest") return stringValue(node.arguments[0]) === null ? null : "a hash's text";
      return TEXT_METHODS.has(method) ? textForm(callee.object) : null;
    }
    default:
      return null;
  }
}

function isTextual(node: TSESTree.Node): boolean {
  return textForm(node) !== null || stringArgument(node) !== null;
}

/** What `String(…)` or `.toString()` makes a text of; null for anything else. */
export function stringArgument(expression: TSESTree.Node): TSESTree.Node | null {
  const node = unwrap(expression);
  if (node.type !== "CallExpression") return null;
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier" && callee.name === "String") return node.arguments[0] ?? null;
  return callee.type === "MemberExpression" && lastName(callee) === "toString" ? callee.object : null;
}
