import { calleeName, callArguments, operator, stringValue, unwrap, type Node } from "../../server/code/index.ts";

/** How an expression makes a text. */
export type TextForm = "a text" | "an f-string" | "a concatenation" | "formatted text" | "joined text" | "a hash's text";

const TEXT_METHODS = new Set([
  "lower",
  "upper",
  "casefold",
  "strip",
  "lstrip",
  "rstrip",
  "replace",
  "removeprefix",
  "removesuffix",
  "title",
  "zfill",
  "ljust",
]);

/** The way in which an expression certainly makes a `str`, `str(…)` left out; null when it may be anything. */
export function textForm(expression: Node): TextForm | null {
  const node = unwrap(expression);
  switch (node.type) {
    case "string":
      if (/^[rR]?[bB]/.test(node.text)) return null;
      return stringValue(node) === null ? "an f-string" : "a text";
    case "concatenated_string":
      return stringValue(node) === null ? "an f-string" : "a text";
    case "binary_operator": {
      const [left, right] = node.operands;
      const sign = operator(node);
      if (sign === "%") return left && isTextual(left) ? "formatted text" : null;
      return sign === "+" && [left, right].some((side) => side && isTextual(side)) ? "a concatenation" : null;
    }
    case "subscript": {
      const value = node.child("value");
      return value && textForm(value);
    }
    case "call": {
      const callee = node.child("function");
      const object = callee?.type === "attribute" ? callee.child("object") : null;
      if (!object) return null;
      const method = calleeName(node) ?? "";
      if (method === "format") return "formatted text";
      if (method === "join" && isTextual(object)) return "joined text";
      if (method === "hexdigest") return "a hash's text";
      return TEXT_METHODS.has(method) ? textForm(object) : null;
    }
    default:
      return null;
  }
}

function isTextual(node: Node): boolean {
  return textForm(node) !== null || strArgument(node) !== null;
}

/** The argument of `str(…)`; null for anything else. */
export function strArgument(expression: Node): Node | null {
  const node = unwrap(expression);
  if (node.type !== "call" || node.child("function")?.text !== "str") return null;
  return callArguments(node).positional[0] ?? null;
}
