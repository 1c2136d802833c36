import {
  calleeName,
  isFunction,
  keyOf,
  lastName,
  plainArguments,
  propertyName,
  stringValue,
  unwrap,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext } from "../define.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { CONTRACT, join, negate, type Verdict } from "./verdict.ts";

type Names = Pick<TypeScriptContext, "module" | "project">;

/** What a mock or spy was given. */
const MOCK_RECORD =
  /\.(?:mock\b|mock\.calls|calls|lastCall|firstCall|callCount|called(?:Once|With)?|notCalled|callCount\(|getCalls?|isDone|pendingMocks)\b/;
const PREDICATE =
  /^(?:(?:is|has|have|can|should|matches|equals?|contains?|includes?|supports|verif(?:y|ies)|validates?|checks?|exists?|starts|ends|satisfies)(?:[A-Z_]\w*)?|startsWith|endsWith|some|every|test|match|timingSafeEqual|(?:query|get|find)(?:All)?By\w+|querySelector|locator)$/;
/** Forms of one value. */
const PEELED = new Set(["value", "toLowerCase", "toUpperCase", "toString", "trim", "valueOf"]);
const CONVERSIONS = /^(?:String|Number|Boolean|BigInt)$/;

export function status(node: TSESTree.Node, names: Names): Verdict {
  return { contract: false, subjects: [short(node, names)], answers: answersOf(node) };
}

/** Reads an expression that is asserted to be true. */
export function judge(condition: TSESTree.Node, names: Names): Verdict {
  const node = unwrap(condition);
  switch (node.type) {
    case "UnaryExpression":
      return node.operator === "!" ? negate(judge(node.argument, names)) : status(node, names);
    case "LogicalExpression":
      return join([judge(node.left, names), judge(node.right, names)]);
    case "ConditionalExpression":
      return join([judge(node.consequent, names), judge(node.alternate, names)]);
    case "AwaitExpression":
      return judge(node.argument, names);
    case "BinaryExpression":
      return /^(?:[=!]==?|[<>]=?)$/.test(node.operator) ? compare([node.left, node.right], node.operator, names) : CONTRACT;
    case "CallExpression":
      return judgeCall(node, names);
    case "MemberExpression":
    case "Identifier":
      return isMockRecord(node, names) ? CONTRACT : status(node, names);
    case "Literal":
      // `assert(false)` stands where the test must not get to.
      return node.value === false ? CONTRACT : status(node, names);
    case "TemplateLiteral":
    case "ArrayExpression":
    case "ObjectExpression":
      return status(node, names);
    default:
      return CONTRACT;
  }
}

function answersOf(node: TSESTree.Node): string[] {
  const plain = unwrap(node);
  const answer = plain.type === "AwaitExpression" ? unwrap(plain.argument) : plain;
  const name =
    answer.type === "CallExpression" ? calleeName(answer) : answer.type === "MemberExpression" ? lastName(answer) : null;
  return name === null ? [] : [name];
}

function judgeCall(node: TSESTree.CallExpression, names: Names): Verdict {
  const name = calleeName(node) ?? "";
  const [first] = plainArguments(node);
  const callee = unwrap(node.callee);
  if (name === "Boolean" && first) return judge(first, names);
  if (first && callee.type === "MemberExpression" && (name === "every" || name === "some")) {
    const inner = unwrap(first);
    const body = isFunction(inner) && inner.body.type !== "BlockStatement" ? inner.body : null;
    if (body) return judge(body, names);
  }
  return PREDICATE.test(name) || isMockRecord(node, names) ? CONTRACT : status(node, names);
}

/** A comparison proves something unless all it looks at is a status, or whether there is anything at all. */
export function compare(operands: readonly TSESTree.Node[], sign: string, names: Names): Verdict {
  const sides = operands.map(unwrap);
  if (sides.some(isNothing)) {
    const verdict = join(sides.filter((side) => !isNothing(side)).map((side) => isThere(side, names)));
    return sign.startsWith("!") ? verdict : negate(verdict);
  }
  const subjects = sides.filter((side) => !isConstant(side));
  if (subjects.length === 0)
    // The code's own constants compared with literals are what the test is about.
    return sides.some(({ type }) => type === "MemberExpression" || type === "Identifier")
      ? CONTRACT
      : join(sides.map((side) => status(side, names)));
  const statuses = sides.flatMap((side) => statusObject(side, names) ?? []);
  if (statuses.length > 0)
    return statuses.includes("refused") && !sign.startsWith("!")
      ? CONTRACT
      : join(subjects.filter((side) => objectIn(side) === null).map((side) => status(side, names)));
  if (!subjects.every((side) => isStatus(side, names))) return CONTRACT;
  // Which error it is, in words.
  if (
    sign === "==" &&
    subjects.every((side) => isError(side, names)) &&
    sides.some((side) => stringValue(side) !== null || isRegExp(side))
  )
    return CONTRACT;
  const codes = sides.filter((side) => isStatusCode(side, names));
  const given = sides.filter((side) => !codes.includes(side));
  // Only success is no contract: 401 for a bad signature is one.
  if (codes.length > 0 && !/^[!<]/.test(sign) && !given.every((side) => isSuccess(side, names))) return CONTRACT;
  return join(subjects.map((side) => status(side, names)));
}

/** Whether something is there at all. */
export function isThere(node: TSESTree.Node, names: Names): Verdict {
  const plain = unwrap(node);
  const call = plain.type === "AwaitExpression" ? unwrap(plain.argument) : plain;
  const looksFor = call.type === "CallExpression" && /By[A-Z]\w*$|^querySelector$/.test(calleeName(call) ?? "");
  return looksFor || isMockRecord(plain, names) ? CONTRACT : status(plain, names);
}

function isMockRecord(node: TSESTree.Node, { module }: Names): boolean {
  return MOCK_RECORD.test(module.textOf(node));
}

/** `null`, `undefined`, `void 0`. */
function isNothing(node: TSESTree.Node): boolean {
  if (node.type === "Literal") return node.value === null && node.raw === "null";
  return (
    (node.type === "Identifier" && node.name === "undefined") || (node.type === "UnaryExpression" && node.operator === "void")
  );
}

/** `result.status`, `body["ok"]`, `status` of `const { status } = response`, or a local name that holds one. */
export function isStatus(expression: TSESTree.Node, names: Names, depth = 0): boolean {
  const node = peel(expression);
  if (isMockRecord(node, names)) return false;
  const name = statusName(node, names);
  if (name !== null && names.project.profile.status_only_fields.includes(snakeCase(name))) return true;
  if (node.type !== "Identifier" || depth > 0) return false;
  const definition = names.module.variable(node)?.defs[0];
  if (definition?.type !== "Variable" || definition.node.id.type !== "Identifier" || !definition.node.init) return false;
  return isStatus(definition.node.init, names, depth + 1);
}

/** The field that an expression reads, or the one that a name was taken from. */
function statusName(node: TSESTree.Node, { module }: Names): string | null {
  if (node.type === "MemberExpression") return propertyName(node);
  if (node.type !== "Identifier") return null;
  const definition = module.variable(node)?.defs[0];
  if (definition?.type === "Variable" && definition.node.id.type === "ObjectPattern") {
    const property = definition.node.id.properties.find(({ value }) => value === definition.name);
    return property?.type === "Property" ? keyOf(property) : node.name;
  }
  return node.name;
}

function isError(node: TSESTree.Node, names: Names): boolean {
  return statusName(peel(node), names) === "error";
}

function isRegExp(node: TSESTree.Node): boolean {
  return node.type === "Literal" && "regex" in node;
}

function peel(expression: TSESTree.Node): TSESTree.Node {
  for (let node = unwrap(expression); ;) {
    if (node.type === "AwaitExpression") {
      node = unwrap(node.argument);
      continue;
    }
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && CONVERSIONS.test(node.callee.name)) {
      const [first] = plainArguments(node);
      if (!first) return node;
      node = unwrap(first);
      continue;
    }
    const inner = node.type === "CallExpression" ? unwrap(node.callee) : node;
    if (inner.type !== "MemberExpression" || !PEELED.has(propertyName(inner) ?? "")) return node;
    node = unwrap(inner.object);
  }
}

function isStatusCode(node: TSESTree.Node, names: Names): boolean {
  return /^(?:status|statusCode|status_code)$/.test(statusName(peel(node), names) ?? "") && !isConstant(node);
}

/** 200, 201, `StatusCodes.OK`, a list of such, and texts: what says that it went well. */
export function isSuccess(expression: TSESTree.Node, names: Names): boolean {
  const node = unwrap(expression);
  if (node.type === "ArrayExpression") return node.elements.every((item) => item !== null && isSuccess(item, names));
  if (node.type === "Literal")
    return typeof node.value !== "number" || node.value < 100 || (node.value >= 200 && node.value < 400);
  const text = names.module.textOf(node);
  if (/^(?:\w+\.)*\w*(?:status|code)\w*\.\w+$/i.test(text) && isConstant(node))
    return !/(?:^|_|\.)(?:BAD|UNAUTHORI[SZ]ED|FORBIDDEN|NOT|CONFLICT|GONE|UNPROCESSABLE|TOO|INTERNAL|SERVICE|PAYMENT|TIMEOUT|REQUEST|PRECONDITION|LOCKED|GATEWAY|METHOD)/i.test(
      text.slice(text.lastIndexOf(".")).replace(/([a-z])([A-Z])/g, "$1_$2"),
    );
  const definition = node.type === "Identifier" ? names.module.variable(node)?.defs[0] : undefined;
  // A row of `test.each` may be any code.
  if (definition?.type === "Parameter") return false;
  return isConstant(node) || node.type === "MemberExpression" || node.type === "Identifier";
}

/** Of `{ ok: true, status: 200 }`, which holds nothing but statuses, whether one of them is a refusal; null for any other object. */
function statusObject(expression: TSESTree.Node, names: Names): "accepted" | "refused" | null {
  const node = objectIn(expression);
  if (!node || node.properties.length === 0) return null;
  let refused = false;
  for (const property of node.properties) {
    const name = property.type === "Property" ? keyOf(property) : null;
    if (property.type !== "Property" || name === null) return null;
    if (!names.project.profile.status_only_fields.includes(snakeCase(name))) return null;
    // `error: { code: "late" }` says more than that there is one.
    if (/^(?:Object|Array|New)Expression$/.test(unwrap(property.value).type)) return null;
    if (/^(?:status|statusCode|status_code)$/.test(name) && !isSuccess(property.value, names)) refused = true;
  }
  return refused ? "refused" : "accepted";
}

/** `{ … }`, `expect.objectContaining({ … })`. */
function objectIn(expression: TSESTree.Node): TSESTree.ObjectExpression | null {
  const node = unwrap(expression);
  if (node.type === "ObjectExpression") return node;
  if (node.type !== "CallExpression" || calleeName(node) !== "objectContaining") return null;
  const [first] = plainArguments(node);
  return first ? objectIn(first) : null;
}

/** Literals, names in capitals, members of an enum. */
export function isConstant(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "Literal":
      return true;
    case "TemplateLiteral":
      return stringValue(node) !== null;
    case "UnaryExpression":
      return isConstant(node.argument);
    case "ArrayExpression":
      return node.elements.every((item) => item !== null && isConstant(item));
    case "Identifier":
      return /^_*[A-Z][A-Z0-9_]+$|^(?:undefined|NaN|Infinity)$/.test(node.name);
    case "MemberExpression": {
      const owner = lastName(node.object);
      return !node.computed && owner !== null && /^[A-Z]|status|codes?$/i.test(owner) && node.object.type === "Identifier"
        ? /^[A-Z]/.test(owner) || /^[A-Z][A-Z0-9_]+$/.test(propertyName(node) ?? "")
        : false;
    }
    default:
      return false;
  }
}

function short(node: TSESTree.Node, { module }: Names): string {
  const text = module.textOf(node).replace(/\s+/g, " ");
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
