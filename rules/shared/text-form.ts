import { calleeName, callArguments, operator, stringValue, unwrap, type Node } from "../../server/code/index.ts";

/** How an expression makes a text. */
export type TextForm =
  "a text" | "an f-string" | "a template string" | "a concatenation" | "formatted text" | "joined text" | "a hash's text";

const TEXT_METHODS = {
  python: new Set("lower upper casefold strip lstrip rstrip replace removeprefix removesuffix title zfill ljust".split(" ")),
  typescript: new Set("concat padEnd padStart replace replaceAll slice substring toLowerCase toUpperCase trim".split(" ")),
};

/** The way in which an expression certainly makes a text, `str(…)` left out; null when it may be anything. */
export function textForm(expression: Node): TextForm | null {
  const node = unwrap(expression);
  const { language } = node.source;
  switch (node.type) {
    case "string":
      if (language === "python" && /^[rR]?[bB]/.test(node.text)) return null;
      if (stringValue(node) !== null) return "a text";
      return language === "python" ? "an f-string" : "a template string";
    case "concatenated_string":
      return stringValue(node) === null ? "an f-string" : "a text";
    case "binary_operator": {
      const [left, right] = node.operands;
      const sign = operator(node);
      if (sign === "%" && language === "python") return left && isTextual(left) ? "formatted text" : null;
      return sign === "+" && [left, right].some((side) => side && isTextual(side)) ? "a concatenation" : null;
    }
    case "subscript": {
      const value = node.child("value");
      return value && language === "python" ? textForm(value) : null;
    }
    case "call": {
      const callee = node.child("function");
      const object = callee?.type === "attribute" ? callee.child("object") : null;
      if (!object) return null;
      const method = calleeName(node) ?? "";
      if (method === "format" && language === "python") return "formatted text";
      // `":".join(parts)`, `[a, b].join(":")`
      if (method === "join" && (language === "python" ? isTextual(object) : unwrap(object).type === "list")) return "joined text";
      const [first] = callArguments(node).positional;
      if (method === "hexdigest" || (method === "digest" && stringValue(first ?? null) !== null)) return "a hash's text";
      return TEXT_METHODS[language].has(method) ? textForm(object) : null;
    }
    default:
      return null;
  }
}

function isTextual(node: Node): boolean {
  return textForm(node) !== null || textArgument(node) !== null;
}

/** What `str(…)`, `String(…)` or `.toString()` makes a text of; null for anything else. */
export function textArgument(expression: Node): Node | null {
  const node = unwrap(expression);
  if (node.type !== "call") return null;
  const callee = node.child("function");
  if (callee?.text === (node.source.language === "python" ? "str" : "String")) return callArguments(node).positional[0] ?? null;
  return callee?.type === "attribute" && calleeName(node) === "toString" ? callee.child("object") : null;
}
