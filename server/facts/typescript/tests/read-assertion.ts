import type { TSESTree } from "../../../syntax/typescript.ts";
import type { AssertionFact, Operand, Origin } from "../../kinds-tests.ts";
import type { TypeScriptFactContext } from "../extract.ts";
import { calleeName, keyOf, lastName, plainArguments, propertyName, stringValue, unwrap } from "../../../code/typescript/read.ts";
import type { AssertionCall } from "./assertions.ts";
import type { Origins, Substitution } from "./origins.ts";
import { snakeName } from "./spelling.ts";

/** What reading an assertion needs. */
export interface Reading {
  readonly origins: Origins;
  readonly context: TypeScriptFactContext;
  readonly given: Substitution;
}

const CALLED_WITH =
  /^(?:toHaveBeen(?:Last|Nth)?CalledWith|toHaveBeenCalledExactlyOnceWith|toBeCalledWith|lastCalledWith|nthCalledWith|calledWith\w*|calledOnceWith\w*)$/;
const CALLED = /^(?:toHaveBeenCalled(?:Once)?|toBeCalled|called(?:Once)?|notCalled)$/;
const CALLED_TIMES = /^(?:toHaveBeenCalledTimes|toBeCalledTimes|callCount)$/;
const EQUAL =
  /^(?:toBe|toEqual|toStrictEqual|toMatchObject|equals?|eql?|is|(?:partial)?(?:deep|strict|deepStrict|DeepStrict)*Equal)$/i;
const UNEQUAL = /^(?:isNot|not)\w*Equal$/;
const CONTAINS = /^(?:toContain(?:Equal)?|toMatch|toBeOneOf|include|match|oneOf|toHaveProperty|property|doesNotMatch)$/;
const TRUTH = /^(?:toBe(?:Truthy|Falsy|Defined|Undefined|Null|NaN)|ok|isTrue|isOk|isFalse|exists?|true|false|null|undefined)$/;
const RAISES = /^(?:toThrow\w*|throws?|rejects)$/;
/** A pattern that only a UUID of version 5 matches. */
const VERSION_5 = /-5\[|\[5\]\[?|-5\\[dw]/;
/** Objects in objects that are looked into. */
const MAX_DEPTH = 4;

/** What one assertion says, in the forms that rules about evidence know; an object compared gives one for each of its fields besides. */
export function readAssertion(call: AssertionCall, reading: Reading): AssertionFact[] {
  const { matcher, subject, args, negated } = call;
  if (call.style === "request") return ofRequest(call, reading);
  if (!subject) return [];
  if (call.settled === "rejects" || (RAISES.test(matcher) && !negated)) return [fact("raises", reading, call.node, subject)];
  if (CALLED_WITH.test(matcher)) return calledWith(call, subject, reading);
  if (CALLED.test(matcher)) {
    const isNot = negated || matcher === "notCalled";
    return [
      { ...fact(isNot ? "not_called" : "called", reading, call.node, mocked(subject, reading)), once: /Once$/.test(matcher) },
    ];
  }
  const [expected] = args;
  if (CALLED_TIMES.test(matcher) && expected) return calledTimes(call, subject, expected, reading);
  if (matcher === "toHaveLength" && expected) {
    const left = reading.origins.operand(subject, reading.given);
    const origins = left.origins.map((origin): Origin => ({ ...origin, of: "count" }));
    return [fact(negated ? "unequal" : "equal", reading, call.node, { ...left, origins }, [expected])];
  }
  if (/^toBeInstanceOf$|^instance[oO]f$/.test(matcher) && expected)
    return [fact("isinstance", reading, call.node, subject, [expected])];
  if (/^(?:toHaveProperty|property|nestedProperty)$/.test(matcher) && expected && args[1])
    return [fact(negated ? "unequal" : "equal", reading, call.node, atPath(subject, expected, reading), [args[1]])];
  if (TRUTH.test(matcher) || (expected && isBoolean(expected) && isQuestion(subject)))
    return conditions(subject).map((part) => ofCondition(part, call, reading));
  if (!expected) return [];
  if (/^toMatch$|^match$/.test(matcher) && VERSION_5.test(reading.context.module.textOf(expected)))
    return [version5(subject, call, reading)];
  if (CONTAINS.test(matcher)) return [fact("contains", reading, call.node, subject, [expected])];
  if (UNEQUAL.test(matcher) || (EQUAL.test(matcher) && negated))
    return [fact("unequal", reading, call.node, subject, [expected])];
  if (EQUAL.test(matcher)) {
    const left = withVersion(subject, reading);
    const typed = call.node.type === "CallExpression" ? (call.node.typeArguments?.params[0] ?? null) : null;
    return [
      fact("equal", reading, call.node, left, [expected]),
      ...fieldsOf(left, expected, call, reading, 0),
      ...(typed ? [ofType(left, typed, call.node, reading)] : []),
    ];
  }
  return [fact("order", reading, call.node, subject, [expected])];
}

/** A value that is read by a schema, or whose type is checked: it is what the schema says. */
export function ofType(left: Operand, type: TSESTree.Node, at: TSESTree.Node, reading: Reading): AssertionFact {
  return { ...fact("isinstance", reading, at, left), right: [plainOperand(type, reading)] };
}

function plainOperand(node: TSESTree.Node, { origins, context }: Reading): Operand {
  return { text: context.module.textOf(node).slice(0, 120), origins: [], constant: false, mentions: origins.mentions(node) };
}

function fact(
  form: AssertionFact["form"],
  { origins, context, given }: Reading,
  at: TSESTree.Node,
  left: TSESTree.Node | Operand,
  right: readonly TSESTree.Node[] = [],
): AssertionFact {
  return {
    form,
    left: "type" in left ? origins.operand(left, given) : left,
    right: right.map((part) => origins.operand(part, given)),
    keywords: [],
    once: false,
    span: context.span(at),
  };
}

/** A mock as what it was given. */
function mocked(subject: TSESTree.Node, { origins, given }: Reading): Operand {
  let method = unwrap(subject);
  if (method.type === "CallExpression" && calleeName(method) === "mocked" && method.arguments[0])
    method = unwrap(method.arguments[0]);
  const handed = method.type === "Identifier" ? given.get(method.name) : undefined;
  if (handed) method = unwrap(handed);
  const owner = method.type === "MemberExpression" ? lastName(method.object) : "";
  const origin: Origin = { of: "call", name: snakeName(lastName(method) ?? ""), receiver: snakeName(owner ?? ""), path: [] };
  return { ...origins.operand(subject, given), origins: [origin] };
}

function calledWith(call: AssertionCall, subject: TSESTree.Node, reading: Reading): AssertionFact[] {
  const { matcher, args, node, negated } = call;
  const left = mocked(subject, reading);
  if (negated) return [fact("unequal", reading, node, left, args)];
  const given = /Nth|nth/.test(matcher) ? args.slice(1) : args;
  const entries = given.flatMap((argument) => entriesOf(argument) ?? []);
  const whole: AssertionFact = {
    ...fact("called_with", reading, node, left, [...given, ...entries.map(({ value }) => value)]),
    keywords: entries.map(({ name }) => snakeName(name)),
    once: /Once/.test(matcher),
  };
  return [whole, ...given.flatMap((argument) => fieldsOf(left, argument, call, reading, 0))];
}

function calledTimes(call: AssertionCall, subject: TSESTree.Node, times: TSESTree.Node, reading: Reading): AssertionFact[] {
  const left = mocked(subject, reading);
  const text = reading.context.module.textOf(times);
  if (text === "0") return [fact("not_called", reading, call.node, left)];
  const count = { ...left, origins: left.origins.map((origin): Origin => ({ ...origin, of: "count" })) };
  const counted = fact("equal", reading, call.node, count, [times]);
  return text === "1" ? [{ ...fact("called", reading, call.node, left), once: true }, counted] : [counted];
}

/** `.expect(401)`, `.expect(200, { … })`, `.expect({ … })` of a request. */
function ofRequest({ args, node }: AssertionCall, reading: Reading): AssertionFact[] {
  const response: Origin = { of: "response", name: "request", receiver: "", path: [] };
  const status: Operand = {
    text: "response.status",
    origins: [{ ...response, path: ["status"] }],
    constant: false,
    mentions: [],
  };
  const body: Operand = { text: "response.body", origins: [{ ...response, dumped: true }], constant: false, mentions: [] };
  const [first, second] = args;
  const name = stringValue(first);
  if (name !== null && second) {
    const header: Operand = {
      text: `response.headers["${name}"]`,
      origins: [{ ...response, path: [snakeName(name.replace(/-/g, "_"))] }],
      constant: false,
      mentions: [],
    };
    return [fact("equal", reading, node, header, [second])];
  }
  return args.flatMap((arg) => {
    const plain = unwrap(arg);
    if (plain.type === "ArrowFunctionExpression" || plain.type === "FunctionExpression") return [];
    const left = plain.type === "ObjectExpression" ? body : status;
    return [fact("equal", reading, node, left, [arg]), ...fieldsOf(left, arg, { node }, reading, 0)];
  });
}

interface Entry {
  name: string;
  value: TSESTree.Node;
}

/** The fields of `{ … }`, `expect.objectContaining({ … })`, `new Model({ … })`, `Model.parse({ … })`. */
function entriesOf(expression: TSESTree.Node): Entry[] | null {
  const node = unwrap(expression);
  if (node.type === "CallExpression" || node.type === "NewExpression") {
    const [first] = plainArguments(node);
    const known = node.type === "NewExpression" || /^(?:objectContaining|parse)$/.test(calleeName(node) ?? "");
    return first && known ? entriesOf(first) : null;
  }
  if (node.type !== "ObjectExpression") return null;
  return node.properties.flatMap((property) => {
    const name = property.type === "Property" ? keyOf(property) : null;
    return property.type === "Property" && name !== null ? [{ name, value: property.value }] : [];
  });
}

/** One assertion for each field of an object that something is compared with. */
function fieldsOf(
  left: Operand,
  expected: TSESTree.Node,
  call: Pick<AssertionCall, "node">,
  reading: Reading,
  depth: number,
): AssertionFact[] {
  if (depth >= MAX_DEPTH) return [];
  const plain = unwrap(expected);
  if (plain.type === "ArrayExpression")
    return plain.elements.flatMap((item) => (item ? fieldsOf(left, item, call, reading, depth + 1) : []));
  return (entriesOf(plain) ?? []).flatMap(({ name, value }) => {
    const field = fieldOperand(left, name);
    return [fact("equal", reading, call.node, field, [value]), ...fieldsOf(field, value, call, reading, depth + 1)];
  });
}

function fieldOperand(whole: Operand, name: string): Operand {
  const step = snakeName(name);
  return {
    ...whole,
    text: `${whole.text}.${step}`.slice(-120),
    constant: false,
    origins: whole.origins.map((origin) => (origin.of === "count" ? origin : { ...origin, path: [...origin.path, step] })),
  };
}

/** `toHaveProperty("metadata.threadId", …)`. */
function atPath(subject: TSESTree.Node, path: TSESTree.Node, { origins, given }: Reading): Operand {
  const plain = unwrap(path);
  const steps =
    plain.type === "ArrayExpression"
      ? plain.elements.map((element) => stringValue(element) ?? "")
      : (stringValue(plain) ?? "").split(/[.[\]]+/);
  return steps.filter((step) => step !== "" && !/^\d+$/.test(step)).reduce(fieldOperand, origins.operand(subject, given));
}

/** `version(threadId)` of uuid is the version of the thread. */
function withVersion(subject: TSESTree.Node, { origins, given }: Reading): Operand {
  const left = origins.operand(subject, given);
  const plain = unwrap(subject);
  if (plain.type !== "CallExpression" || !/^(?:version|uuidVersion)$/.test(calleeName(plain) ?? "")) return left;
  const [id] = plainArguments(plain);
  return id ? { ...left, text: `${origins.operand(id, given).text}.version` } : left;
}

function version5(subject: TSESTree.Node, { node }: AssertionCall, reading: Reading): AssertionFact {
  const left = reading.origins.operand(subject, reading.given);
  const five: Operand = { text: "5", origins: [], constant: true, mentions: [] };
  return { ...fact("equal", reading, node, { ...left, text: `${left.text}.version` }), right: [five] };
}

function isBoolean(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return node.type === "Literal" && typeof node.value === "boolean";
}

function isQuestion(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === "MemberExpression" && propertyName(node) === "success") {
    const call = unwrap(node.object);
    return call.type === "CallExpression" && calleeName(call) === "safeParse";
  }
  return node.type === "BinaryExpression" || node.type === "LogicalExpression";
}

/** The parts of `a && b`, each an assertion of its own. */
function conditions(condition: TSESTree.Node): TSESTree.Node[] {
  const node = unwrap(condition);
  return node.type === "LogicalExpression" && node.operator === "&&"
    ? [...conditions(node.left), ...conditions(node.right)]
    : [node];
}

function ofCondition(node: TSESTree.Node, call: AssertionCall, reading: Reading): AssertionFact {
  const isFalse = call.args[0] !== undefined && reading.context.module.textOf(call.args[0]) === "false";
  const turned = call.negated !== isFalse;
  if (node.type === "BinaryExpression") {
    const { operator, left, right } = node;
    if (operator === "instanceof") return fact("isinstance", reading, call.node, left, [right]);
    if (/^[=!]==?$/.test(operator))
      return fact(operator.startsWith("!") === turned ? "equal" : "unequal", reading, call.node, withVersion(left, reading), [
        right,
      ]);
    return fact(operator === "in" ? "contains" : "order", reading, call.node, left, [right]);
  }
  // `OrderSchema.safeParse(order).success`
  const schema = node.type === "MemberExpression" && propertyName(node) === "success" ? unwrap(node.object) : node;
  if (schema.type === "CallExpression" && calleeName(schema) === "safeParse" && !turned) {
    const [value] = plainArguments(schema);
    const callee = unwrap(schema.callee);
    if (value && callee.type === "MemberExpression")
      return ofType(reading.origins.operand(value, reading.given), callee.object, call.node, reading);
  }
  return fact("truth", reading, call.node, node);
}
