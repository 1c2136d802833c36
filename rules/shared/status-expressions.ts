import {
  callArguments,
  calleeName,
  fieldRead,
  lastName,
  operator,
  stringValue,
  unwrap,
  walk,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { CONTRACT, join, negate, type Verdict } from "./verdict.ts";

type Names = Pick<CodeContext, "binding" | "project">;

/** A mock's record of what it was given. */
const MOCK_RECORD =
  /\b(?:call_args(?:_list)?|await_args(?:_list)?|mock_calls|method_calls|mock_awaits|call_count|await_count|called|awaited)\b/;
const PREDICATE =
  /^(?:isinstance|issubclass|hasattr|callable|(?:is|has|have|can|should|matches|equals?|contains|supports|verify|verifies|validate|check)_\w+|verify|is[A-Z]\w*|startswith|endswith|issubset|issuperset|isdisjoint|match|fullmatch|search|compare_digest|exists)$/;
/** Forms of one value. */
const PEELED = new Set(["value", "name", "lower", "upper", "strip", "decode"]);

const status = (node: Node): Verdict => ({ contract: false, subjects: [short(node)], answers: answersOf(node) });

/** Reads the condition of an `assert`. */
export function judge(condition: Node, names: Names): Verdict {
  const node = unwrap(condition);
  switch (node.type) {
    case "not_operator":
      return judgeFalse(node.child("argument") ?? node, names);
    case "boolean_operator":
      return join(node.operands.map((part) => judge(part, names)));
    case "conditional_expression":
      return join([node.operands[0], node.operands[2]].flatMap((part) => (part ? [judge(part, names)] : [])));
    case "named_expression":
      return judge(node.child("value") ?? node, names);
    case "await":
      return node.operands[0] ? judge(node.operands[0], names) : status(node);
    case "comparison_operator":
      return compare(node.operands, operator(node), names);
    case "false":
      // `assert False` stands where the test must not get to.
      return CONTRACT;
    case "call":
      return judgeCall(node, names);
    case "attribute":
    case "identifier":
    case "subscript":
      return MOCK_RECORD.test(node.text) ? CONTRACT : status(node);
    default:
      return /^(?:true|none|integer|float|string|tuple|list|dictionary|set)$/.test(node.type) ? status(node) : CONTRACT;
  }
}

/** Reads a condition that is asserted not to hold: that nothing was collected says what was looked for. */
export function judgeFalse(condition: Node, names: Names): Verdict {
  const node = unwrap(condition);
  const opposite = node.type === "comparison_operator" && node.operands.length === 2 ? OPPOSITES[operator(node)] : undefined;
  if (opposite !== undefined) return compare(node.operands, opposite, names);
  return isCollected(condition, names) ? CONTRACT : negate(judge(condition, names));
}

const OPPOSITES: Readonly<Record<string, string>> = {
  "==": "!=",
  "!=": "==",
  is: "is not",
  "is not": "is",
  in: "not in",
  "not in": "in",
};

/** A local name for what the test itself gathers: `[]`, `set()`, a comprehension, the difference of two sets. */
function isCollected(condition: Node, names: Names): boolean {
  const node = unwrap(condition);
  const binding = node.type === "identifier" ? names.binding(node) : null;
  const value =
    binding?.kind === "assignment" && binding.scope.kind === "function" && binding.value ? unwrap(binding.value) : null;
  if (!value) return false;
  if (value.type !== "call")
    return /^(?:list|set|dictionary|(?:list|set|dictionary)_comprehension|binary_operator)$/.test(value.type);
  const [first] = callArguments(value).positional;
  const maker = value.child("function")?.text ?? "";
  if (/^(?:list|set|dict|collections\.(?:defaultdict|Counter)|defaultdict|Counter)$/.test(maker) && !first) return true;
  if (maker === "defaultdict") return true;
  return (
    /^(?:list|set|tuple|sorted|dict)$/.test(maker) &&
    /comprehension$|^generator_expression$|^binary_operator$/.test(first?.type ?? "")
  );
}

function answersOf(node: Node): string[] {
  const answer = node.type === "await" ? (node.operands[0] ?? node) : node;
  const name = answer.type === "call" ? calleeName(answer) : answer.type === "attribute" ? lastName(answer) : null;
  return name === null ? [] : [name];
}

function judgeCall(node: Node, names: Names): Verdict {
  const name = calleeName(node) ?? "";
  const { positional } = callArguments(node);
  const [first] = positional;
  if (name === "bool" && first) return judge(first, names);
  if ((name === "all" || name === "any") && first) {
    const inner = /comprehension$|^generator_expression$/.test(first.type) ? first.child("body") : null;
    if (inner) return judge(inner, names);
    return /^(?:list|tuple|set)$/.test(first.type) ? join(first.operands.map((part) => judge(part, names))) : status(node);
  }
  return PREDICATE.test(name) || MOCK_RECORD.test(node.text) ? CONTRACT : status(node);
}

/** A comparison proves something unless all it looks at is a status, or whether there is anything at all. */
export function compare(operands: readonly Node[], sign: string, names: Names): Verdict {
  const sides = operands.map(unwrap);
  if (/^is\b/.test(sign) && sides.some((side) => side.type === "none")) {
    const verdict = join(sides.filter((side) => side.type !== "none").map(isNone));
    return sign === "is" ? negate(verdict) : verdict;
  }
  const truth = sides.find(({ type }) => type === "true" || type === "false");
  const question = sides.find((side) => side !== truth && isQuestion(side));
  // `bool(x) is True` asks what `x` asks.
  if (truth && question && sides.length === 2)
    return (truth.type === "true") === /^(?:is|==)$/.test(sign) ? judge(question, names) : judgeFalse(question, names);
  const subjects = sides.filter((side) => !isConstant(side));
  if (subjects.length === 0) {
    // The code's own constants compared with literals are what the test is about.
    return sides.some(({ type }) => type === "attribute" || type === "identifier") ? CONTRACT : join(sides.map(status));
  }
  if (sides.some((side) => isStatusDict(side, names)))
    return join(subjects.filter(({ type }) => type !== "dictionary").map(status));
  const looked = subjects.filter((side) => !isGivenValue(side, names) || subjects.length === 1);
  if (looked.length === 0 || !looked.every((side) => isStatus(side, names))) return CONTRACT;
  const codes = sides.filter((side) => isStatusCode(side));
  if (codes.length > 0) {
    // Only success is no contract: 401 for a bad signature is one.
    const given = sides.filter((side) => !codes.includes(side));
    const onlyExcludes = sign.startsWith("!") || sign.startsWith("<") || sign === "not in";
    if (!onlyExcludes && !given.every(isSuccessCode)) return CONTRACT;
    // A test's parameter may be any code.
    if (given.some((side) => isGivenValue(side, names)) && codes.some((code) => /status_code/.test(code.text))) return CONTRACT;
  }
  return join(looked.map(status));
}

/** An expression that is true or false by what it is made of. */
function isQuestion(node: Node): boolean {
  if (node.type === "call") return node.child("function")?.text === "bool";
  return /^(?:comparison_operator|not_operator)$/.test(node.type);
}

/** Whether something is there at all. */
export function isNone(node: Node): Verdict {
  return MOCK_RECORD.test(node.text) ? CONTRACT : status(node);
}

/** A test's parameter: what another value is compared with. */
function isGivenValue(node: Node, names: Names): boolean {
  return node.type === "identifier" && names.binding(node)?.kind === "parameter";
}

/** `result.status`, `body["ok"]`, `data.get("error")`, `status`, or a local name that holds one. */
export function isStatus(expression: Node, names: Names, depth = 0): boolean {
  const node = peel(expression);
  if (MOCK_RECORD.test(node.text)) return false;
  const field = fieldRead(node);
  const { status_only_fields: fields } = names.project.profile;
  if (field && fields.includes(field.name)) return true;
  if (node.type !== "identifier" || depth > 0) return false;
  const binding = names.binding(node);
  return binding?.kind === "assignment" && binding.value !== null && isStatus(binding.value, names, depth + 1);
}

function peel(expression: Node): Node {
  let node = unwrap(expression);
  for (;;) {
    const callee = node.type === "call" ? node.child("function") : null;
    const inner = callee ?? node;
    if (node.type === "await" && node.operands[0]) node = unwrap(node.operands[0]);
    else if (callee && /^(?:str|int|bool|repr)$/.test(callee.text) && callArguments(node).positional[0])
      node = unwrap(callArguments(node).positional[0] as Node);
    else if (inner.type === "attribute" && PEELED.has(inner.child("attribute")?.text ?? "") && inner.child("object"))
      node = unwrap(inner.child("object") as Node);
    else return node;
  }
}

function isStatusCode(node: Node): boolean {
  return /^(?:status_code|status)$/.test(fieldRead(peel(node))?.name ?? "") && !isConstant(node);
}

/** 200, 201, `HTTPStatus.OK`, `status.HTTP_202_ACCEPTED`, a tuple of such, and texts: what says that it went well. */
function isSuccessCode(node: Node): boolean {
  if (/^(?:tuple|list|set|parenthesized_expression)$/.test(node.type)) return node.operands.every(isSuccessCode);
  if (node.type === "integer") return /^[23]\d\d$/.test(node.text) || node.text.length < 3;
  const named = /HTTP_(\d)\d\d/.exec(node.text)?.[1];
  if (named) return named === "2" || named === "3";
  if (/\bHTTPStatus\./.test(node.text)) return /\.(?:OK|CREATED|ACCEPTED|NO_CONTENT|PARTIAL_CONTENT)\b/.test(node.text);
  if (/(?:^|\.)codes\./.test(node.text))
    return /\.(?:ok|OK|created|CREATED|accepted|ACCEPTED|no_content|NO_CONTENT)\b/.test(node.text);
  return isConstant(node) || fieldRead(node) !== null;
}

/** `{"ok": True, "status": "done"}`: nothing but statuses. */
function isStatusDict(node: Node, { project: { profile } }: Names): boolean {
  if (node.type !== "dictionary" || node.operands.length === 0) return false;
  return node.operands.every(
    (pair) => pair.type === "pair" && profile.status_only_fields.includes(stringValue(pair.child("key")) ?? ""),
  );
}

/** Literals, names in capitals, members of an enum. */
function isConstant(node: Node): boolean {
  switch (node.type) {
    case "string":
    case "concatenated_string":
      return !hasInterpolation(node);
    case "integer":
    case "float":
    case "true":
    case "false":
    case "none":
    case "ellipsis":
    case "unary_operator":
      return true;
    case "tuple":
    case "list":
    case "set":
      return node.operands.every(isConstant);
    case "identifier":
      return /^_*[A-Z][A-Z0-9_]+$/.test(node.text);
    case "attribute":
      return /\bHTTP_\d{3}|^(?:httpx|requests)\.codes\.|^(?:\w+\.)*_*[A-Z]\w*\.\w+(?:\.(?:value|name))?$/.test(node.text);
    default:
      return false;
  }
}

function hasInterpolation(node: Node): boolean {
  let found = false;
  walk(node, (part) => {
    if (part.type === "interpolation") found = true;
    return !found;
  });
  return found;
}

function short(node: Node): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
