import type { Binding } from "../names/scopes.ts";
import { callArguments, stringValue, unwrap } from "../read.ts";
import type { Node } from "../../syntax/tree.ts";

/** What must be known of a file's names to say whether a test runs. */
export interface TestNames {
  /** Dotted name of an expression through imports and aliases; null for local values. */
  resolve(node: Node | null): string | null;
  /** Module-level bindings of a name. */
  global(name: string): readonly Binding[];
  /** A class of the file has this one as a base; true also where that can not be told. */
  isExtended(name: string): boolean;
}

/** Names followed from one constant to the next. */
const MAX_STEPS = 4;

/** Whether an expression is true or false whatever happens; null where that depends on anything. */
export function constantTruth(expression: Node | null, names: TestNames, step = 0): boolean | null {
  if (!expression || step > MAX_STEPS) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "true":
      return true;
    case "false":
    case "none":
      return false;
    case "integer":
    case "float":
      return !/^0+(?:\.0*)?$|^0[xob]0+$/i.test(node.text.replaceAll("_", ""));
    case "string":
    case "concatenated_string": {
      const text = stringValue(node);
      return text === null ? null : text !== "";
    }
    case "list":
    case "tuple":
    case "set":
    case "dictionary":
      return node.operands.some(({ type }) => type.endsWith("_splat")) ? null : node.operands.length > 0;
    case "not_operator": {
      const inner = constantTruth(node.operands[0] ?? null, names, step);
      return inner === null ? null : !inner;
    }
    case "boolean_operator": {
      const isAnd = /\band\b/.test(
        node.text.slice((node.operands[0]?.end ?? 0) - node.start, (node.operands[1]?.start ?? 0) - node.start),
      );
      const sides = node.operands.map((side) => constantTruth(side, names, step));
      if (sides.includes(!isAnd)) return !isAnd;
      return sides.includes(null) ? null : isAnd;
    }
    case "comparison_operator": {
      const [left, right, more] = node.operands;
      if (!left || left.type !== right?.type || more || !/^(?:integer|string)$/.test(left.type)) return null;
      const sign = node.text.slice(left.end - node.start, right.start - node.start).trim();
      return sign === "==" ? left.text === right.text : sign === "!=" ? left.text !== right.text : null;
    }
    case "identifier": {
      if (names.resolve(node) === "typing.TYPE_CHECKING") return false;
      const bindings = names.global(node.text);
      const [only] = bindings;
      return bindings.length === 1 && only?.kind === "assignment" ? constantTruth(only.value, names, step + 1) : null;
    }
    case "attribute":
      return names.resolve(node) === "typing.TYPE_CHECKING" ? false : null;
    case "call": {
      const callee = names.resolve(node.child("function"));
      const [first, ...rest] = callArguments(node).positional;
      return callee === "bool" && rest.length === 0 ? constantTruth(first ?? null, names, step) : null;
    }
    default:
      return null;
  }
}

/** True for what can be gone through and holds nothing: `[]`, `range(0)`. */
export function isEmptyIterable(expression: Node | null, names: TestNames): boolean {
  if (!expression) return false;
  const node = unwrap(expression);
  if (/^(?:list|tuple|set|dictionary|string)$/.test(node.type)) return constantTruth(node, names) === false;
  if (node.type !== "call") return false;
  const { positional, keywords, splat } = callArguments(node);
  const callee = names.resolve(node.child("function")) ?? "";
  if (callee === "range") return positional.length === 1 && positional[0]?.text === "0";
  return /^(?:list|tuple|dict|set|frozenset|iter)$/.test(callee) && positional.length + keywords.length === 0 && !splat;
}
