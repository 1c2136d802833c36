import {
  callArguments,
  isFunction,
  isNew,
  keyOf,
  lastName,
  operator,
  stringValue,
  unwrap,
  type Node,
} from "../../server/code/index.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { calledBy, calledName, memberName, ownerOf } from "../../server/code/tests/members.ts";
import type { FileContext } from "../define.ts";
import { isParsed } from "./parse-results.ts";
import { CONTRACT, join, negate, type Verdict } from "./verdict.ts";

type Names = Pick<FileContext, "module" | "project">;

/** What a mock or spy was given. */
const MOCK_RECORD =
  /\.(?:mock\b|mock\.calls|calls|lastCall|firstCall|callCount|called(?:Once|With)?|notCalled|callCount\(|getCalls?|isDone|pendingMocks)\b/;
const PREDICATE =
  /^(?:(?:is|has|have|can|should|matches|equals?|contains?|includes?|supports|verif(?:y|ies)|validates?|checks?|exists?|starts|ends|satisfies)(?:[A-Z_]\w*)?|startsWith|endsWith|some|every|test|match|timingSafeEqual|(?:query|get|find)(?:All)?By\w+|querySelector|locator)$/;
/** Forms of one value. */
const PEELED = new Set(["value", "toLowerCase", "toUpperCase", "toString", "trim", "valueOf"]);
const CONVERSIONS = /^(?:String|Number|Boolean|BigInt)$/;

export function status(node: Node): Verdict {
  return { contract: false, subjects: [short(node)], answers: answersOf(node) };
}

/** Reads an expression that is asserted to be true. */
export function judge(condition: Node, names: Names): Verdict {
  const node = unwrap(condition);
  const inner = (part: Node | null | undefined): Verdict => (part ? judge(part, names) : CONTRACT);
  switch (node.type) {
    case "not_operator": {
      const argument = node.child("argument");
      return argument ? judgeFalse(argument, names) : CONTRACT;
    }
    case "boolean_operator":
      return join(node.operands.map(inner));
    case "conditional_expression":
      return join([inner(node.child("consequence")), inner(node.child("alternative"))]);
    case "await":
      return inner(node.operands[0]);
    case "comparison_operator":
      return /^(?:[=!]==?|[<>]=?)$/.test(operator(node)) ? compare(node.operands, operator(node), names) : CONTRACT;
    case "call":
      return isNew(node) ? CONTRACT : judgeCall(node, names);
    case "attribute":
    case "subscript":
    case "identifier":
      return node.text === "this" || isMockRecord(node) ? CONTRACT : status(node);
    // `assert(false)` stands where the test must not get to.
    case "false":
      return CONTRACT;
    case "unary_operator":
    case "true":
    case "none":
    case "number":
    case "bigint":
    case "object":
    case "string":
    case "list":
    case "dictionary":
      return status(node);
    default:
      return CONTRACT;
  }
}

/** Reads an expression that is asserted not to be true: that a schema refuses a value is what it is for. */
export function judgeFalse(condition: Node, names: Names): Verdict {
  const node = unwrap(condition);
  const sign = node.type === "comparison_operator" && node.operands.length === 2 ? operator(node) : "";
  if (/^[=!]==?$/.test(sign)) return compare(node.operands, sign.startsWith("!") ? "==" : "!=", names);
  return isParsed(condition, names) ? CONTRACT : negate(judge(condition, names));
}

function answersOf(node: Node): string[] {
  const plain = unwrap(node);
  const answer = plain.type === "await" && plain.operands[0] ? unwrap(plain.operands[0]) : plain;
  const name = answer.type === "call" ? calledName(answer) : memberName(answer);
  return name === null ? [] : [name];
}

function judgeCall(node: Node, names: Names): Verdict {
  const name = calledName(node) ?? "";
  const [first] = callArguments(node).positional;
  if (name === "Boolean" && first) return judge(first, names);
  if (first && ownerOf(calledBy(node)) && (name === "every" || name === "some")) {
    const inner = unwrap(first);
    const body = isFunction(inner) ? inner.child("body") : null;
    if (body && body.type !== "block") return judge(body, names);
  }
  return PREDICATE.test(name) || isMockRecord(node) ? CONTRACT : status(node);
}

/** A comparison proves something unless all it looks at is a status, or whether there is anything at all. */
export function compare(operands: readonly Node[], sign: string, names: Names): Verdict {
  const sides = operands.map(unwrap);
  if (sides.some(isNothing)) {
    const verdict = join(sides.filter((side) => !isNothing(side)).map(isThere));
    return sign.startsWith("!") ? verdict : negate(verdict);
  }
  const truth = sides.find(({ type }) => type === "true" || type === "false");
  const refused = truth && sides.find((side) => side !== truth && isParsed(side, names));
  if (refused && (truth.type === "false") === !sign.startsWith("!")) return CONTRACT;
  const subjects = sides.filter((side) => !isConstant(side));
  if (subjects.length === 0)
    // The code's own constants compared with literals are what the test is about.
    return sides.some((side) => ownerOf(side) || side.type === "identifier") ? CONTRACT : join(sides.map(status));
  const statuses = sides.flatMap((side) => statusObject(side, names) ?? []);
  if (statuses.length > 0)
    return statuses.includes("refused") && !sign.startsWith("!")
      ? CONTRACT
      : join(subjects.filter((side) => objectIn(side) === null).map(status));
  if (!subjects.every((side) => isStatus(side, names))) return CONTRACT;
  // Which error it is, in words.
  if (
    sign === "==" &&
    subjects.every((side) => isError(side, names)) &&
    sides.some((side) => stringValue(side) !== null || side.type === "object")
  )
    return CONTRACT;
  const codes = sides.filter((side) => isStatusCode(side, names));
  const given = sides.filter((side) => !codes.includes(side));
  // Only success is no contract: 401 for a bad signature is one.
  if (codes.length > 0 && !/^[!<]/.test(sign) && !given.every((side) => isSuccess(side, names))) return CONTRACT;
  return join(subjects.map(status));
}

/** Whether something is there at all. */
export function isThere(node: Node): Verdict {
  const plain = unwrap(node);
  const call = plain.type === "await" && plain.operands[0] ? unwrap(plain.operands[0]) : plain;
  const looksFor = call.type === "call" && /By[A-Z]\w*$|^querySelector$/.test(calledName(call) ?? "");
  return looksFor || isMockRecord(plain) ? CONTRACT : status(plain);
}

function isMockRecord(node: Node): boolean {
  return MOCK_RECORD.test(node.text);
}

/** `null`, `undefined`, `void 0`. */
function isNothing(node: Node): boolean {
  if (node.type === "unary_operator") return operator(node) === "void";
  return node.type === "none" || (node.type === "identifier" && node.text === "undefined");
}

/** `result.status`, `body["ok"]`, `status` of `const { status } = response`, or a local name that holds one. */
export function isStatus(expression: Node, names: Names, depth = 0): boolean {
  const node = peel(expression);
  if (isMockRecord(node)) return false;
  const name = statusName(node, names);
  if (name !== null && names.project.profile.status_only_fields.includes(snakeCase(name))) return true;
  if (node.type !== "identifier" || depth > 0) return false;
  const [binding] = names.module.bindingsOf(node.text, node);
  const isAlone = binding?.statement.type === "assignment" && binding.statement.child("left") === binding.node;
  const value = isAlone ? binding.statement.child("right") : null;
  return value !== null && isStatus(value, names, depth + 1);
}

/** The field that an expression reads, or the one that a name was taken from. */
function statusName(node: Node, { module }: Names): string | null {
  if (ownerOf(node)) return memberName(node);
  if (node.type !== "identifier") return null;
  const [binding] = module.bindingsOf(node.text, node);
  const left = binding?.statement.type === "assignment" ? binding.statement.child("left") : null;
  if (left?.type !== "object_pattern") return node.text;
  const property = left.operands.find((candidate) => candidate.child("value") === binding?.node);
  return property ? keyOf(property) : node.text;
}

function isError(node: Node, names: Names): boolean {
  return statusName(peel(node), names) === "error";
}

function peel(expression: Node): Node {
  for (let node = unwrap(expression); ;) {
    const [awaited] = node.type === "await" ? node.operands : [];
    if (awaited) {
      node = unwrap(awaited);
      continue;
    }
    const callee = node.type === "call" ? calledBy(node) : node;
    if (node.type === "call" && callee.type === "identifier" && CONVERSIONS.test(callee.text)) {
      const [first] = callArguments(node).positional;
      if (!first) return node;
      node = unwrap(first);
      continue;
    }
    const owner = ownerOf(callee);
    if (!owner || !PEELED.has(memberName(callee) ?? "")) return node;
    node = owner;
  }
}

function isStatusCode(node: Node, names: Names): boolean {
  return /^(?:status|statusCode|status_code)$/.test(statusName(peel(node), names) ?? "") && !isConstant(node);
}

/** 200, 201, `StatusCodes.OK`, a list of such, and texts: what says that it went well. */
export function isSuccess(expression: Node, names: Names): boolean {
  const node = unwrap(expression);
  if (node.type === "list") return node.operands.every((item) => isSuccess(item, names));
  if (node.type === "number") {
    const value = Number(node.text.replaceAll("_", ""));
    return value < 100 || (value >= 200 && value < 400);
  }
  const { text } = node;
  if (/^(?:\w+\.)*\w*(?:status|code)\w*\.\w+$/i.test(text) && isConstant(node))
    return !/(?:^|_|\.)(?:BAD|UNAUTHORI[SZ]ED|FORBIDDEN|NOT|CONFLICT|GONE|UNPROCESSABLE|TOO|INTERNAL|SERVICE|PAYMENT|TIMEOUT|REQUEST|PRECONDITION|LOCKED|GATEWAY|METHOD)/i.test(
      text.slice(text.lastIndexOf(".")).replace(/([a-z])([A-Z])/g, "$1_$2"),
    );
  // A row of `test.each` may be any code.
  if (node.type === "identifier" && names.module.bindingsOf(text, node)[0]?.kind === "parameter") return false;
  return isConstant(node) || ownerOf(node) !== null || node.type === "identifier";
}

/** Of `{ ok: true, status: 200 }`, which holds nothing but statuses, whether one of them is a refusal; null for any other object. */
function statusObject(expression: Node, names: Names): "accepted" | "refused" | null {
  const node = objectIn(expression);
  if (!node || node.operands.length === 0) return null;
  let refused = false;
  for (const property of node.operands) {
    const name = property.type === "pair" ? keyOf(property) : null;
    const value = property.child("value");
    if (!value || name === null) return null;
    if (!names.project.profile.status_only_fields.includes(snakeCase(name))) return null;
    // `error: { code: "late" }` says more than that there is one.
    const plain = unwrap(value);
    if ((plain.type === "call" && isNew(plain)) || plain.type === "dictionary" || plain.type === "list") return null;
    if (/^(?:status|statusCode|status_code)$/.test(name) && !isSuccess(value, names)) refused = true;
  }
  return refused ? "refused" : "accepted";
}

/** `{ … }`, `expect.objectContaining({ … })`. */
function objectIn(expression: Node): Node | null {
  const node = unwrap(expression);
  if (node.type === "dictionary") return node;
  if (node.type !== "call" || calledName(node) !== "objectContaining") return null;
  const [first] = callArguments(node).positional;
  return first ? objectIn(first) : null;
}

/** Literals, names in capitals, members of an enum. */
export function isConstant(expression: Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "number":
    case "bigint":
    case "object":
    case "true":
    case "false":
    case "none":
      return true;
    case "string":
      return stringValue(node) !== null;
    case "unary_operator":
    case "not_operator":
    case "list":
      return node.operands.every(isConstant);
    case "identifier":
      return /^_*[A-Z][A-Z0-9_]+$|^(?:undefined|NaN|Infinity)$/.test(node.text);
    case "attribute": {
      const owner = node.child("object");
      const name = owner?.type === "identifier" ? owner.text : "";
      return /^[A-Z]/.test(name) || (/status|codes?$/i.test(name) && /^[A-Z][A-Z0-9_]+$/.test(lastName(node) ?? ""));
    }
    default:
      return false;
  }
}

function short(node: Node): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
