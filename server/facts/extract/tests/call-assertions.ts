import { callArguments, isFunction, isNew, keyOf, operator, stringValue, typeArguments, unwrap } from "../../../code/read.ts";
import type { AssertionCall } from "../../../code/tests/assertion-calls.ts";
import { calledName, lastMember, memberName, ownerOf } from "../../../code/tests/members.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { FactContext } from "../../context.ts";
import type { AssertionFact, Operand, Origin } from "../../kinds-tests.ts";
import type { CallOrigins, Given } from "./call-origins.ts";
import { snakeName } from "./call-spelling.ts";

/** What reading an assertion needs. */
export interface Reading {
  readonly origins: CallOrigins;
  readonly context: FactContext;
  readonly given: Given;
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
  if (/^toMatch$|^match$/.test(matcher) && VERSION_5.test(expected.text)) return [version5(subject, call, reading)];
  if (CONTAINS.test(matcher)) return [fact("contains", reading, call.node, subject, [expected])];
  if (UNEQUAL.test(matcher) || (EQUAL.test(matcher) && negated))
    return [fact("unequal", reading, call.node, subject, [expected])];
  if (EQUAL.test(matcher)) {
    const left = withVersion(subject, reading);
    const [typed] = typesGiven(call.node);
    return [
      fact("equal", reading, call.node, left, [expected]),
      ...fieldsOf(left, expected, call, reading, 0),
      ...(typed ? [ofType(left, typed, call.node, reading)] : []),
    ];
  }
  return [fact("order", reading, call.node, subject, [expected])];
}

/** What a call is given in angle brackets: `toEqual<Order>(…)`. */
export function typesGiven(call: Node): Node[] {
  return call.child("type_arguments")?.operands ?? typeArguments(call);
}

/** A value that is read by a schema, or whose type is checked: it is what the schema says. */
export function ofType(left: Operand, type: Node, at: Node, reading: Reading): AssertionFact {
  return { ...fact("isinstance", reading, at, left), right: [plainOperand(type, reading)] };
}

function plainOperand(node: Node, { origins }: Reading): Operand {
  return { text: node.text.slice(0, 120), origins: [], constant: false, mentions: origins.mentions(node) };
}

function fact(
  form: AssertionFact["form"],
  { origins, context, given }: Reading,
  at: Node,
  left: Node | Operand,
  right: readonly Node[] = [],
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
function mocked(subject: Node, { origins, given }: Reading): Operand {
  let method = unwrap(subject);
  const [inner] = method.type === "call" && calledName(method) === "mocked" ? callArguments(method).positional : [];
  if (inner) method = unwrap(inner);
  const handed = method.type === "identifier" ? given.get(method.text) : undefined;
  if (handed) method = unwrap(handed);
  const owner = ownerOf(method);
  const receiver = snakeName((owner && lastMember(owner)) ?? "");
  const origin: Origin = { of: "call", name: snakeName(lastMember(method) ?? ""), receiver, path: [] };
  return { ...origins.operand(subject, given), origins: [origin] };
}

function calledWith(call: AssertionCall, subject: Node, reading: Reading): AssertionFact[] {
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

function calledTimes(call: AssertionCall, subject: Node, times: Node, reading: Reading): AssertionFact[] {
  const left = mocked(subject, reading);
  if (times.text === "0") return [fact("not_called", reading, call.node, left)];
  const count = { ...left, origins: left.origins.map((origin): Origin => ({ ...origin, of: "count" })) };
  const counted = fact("equal", reading, call.node, count, [times]);
  return times.text === "1" ? [{ ...fact("called", reading, call.node, left), once: true }, counted] : [counted];
}

/** `.expect(401)`, `.expect(200, { … })`, `.expect({ … })` of a request. */
function ofRequest({ args, node }: AssertionCall, reading: Reading): AssertionFact[] {
  const response: Origin = { of: "response", name: "request", receiver: "", path: [] };
  const operand = (text: string, origin: Origin): Operand => ({ text, origins: [origin], constant: false, mentions: [] });
  const [first, second] = args;
  const name = stringValue(first ?? null);
  if (name !== null && second) {
    const path = [snakeName(name.replace(/-/g, "_"))];
    return [fact("equal", reading, node, operand(`response.headers["${name}"]`, { ...response, path }), [second])];
  }
  return args.flatMap((arg) => {
    const plain = unwrap(arg);
    if (isFunction(plain)) return [];
    const left =
      plain.type === "dictionary"
        ? operand("response.body", { ...response, dumped: true })
        : operand("response.status", { ...response, path: ["status"] });
    return [fact("equal", reading, node, left, [arg]), ...fieldsOf(left, arg, { node }, reading, 0)];
  });
}

interface Entry {
  name: string;
  value: Node;
}

/** The fields of `{ … }`, `expect.objectContaining({ … })`, `new Model({ … })`, `Model.parse({ … })`. */
function entriesOf(expression: Node): Entry[] | null {
  const node = unwrap(expression);
  if (node.type === "call") {
    const [first] = callArguments(node).positional;
    return first && (isNew(node) || /^(?:objectContaining|parse)$/.test(calledName(node) ?? "")) ? entriesOf(first) : null;
  }
  if (node.type !== "dictionary") return null;
  return node.operands.flatMap((pair) => {
    const name = pair.type === "pair" ? keyOf(pair) : null;
    const value = pair.child("value");
    return name !== null && value ? [{ name, value }] : [];
  });
}

/** One assertion for each field of an object that something is compared with. */
function fieldsOf(
  left: Operand,
  expected: Node,
  call: Pick<AssertionCall, "node">,
  reading: Reading,
  depth: number,
): AssertionFact[] {
  if (depth >= MAX_DEPTH) return [];
  const plain = unwrap(expected);
  if (plain.type === "list") return plain.operands.flatMap((item) => fieldsOf(left, item, call, reading, depth + 1));
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
function atPath(subject: Node, path: Node, { origins, given }: Reading): Operand {
  const plain = unwrap(path);
  const steps =
    plain.type === "list"
      ? plain.operands.map((element) => stringValue(element) ?? "")
      : (stringValue(plain) ?? "").split(/[.[\]]+/);
  return steps.filter((step) => step !== "" && !/^\d+$/.test(step)).reduce(fieldOperand, origins.operand(subject, given));
}

/** `version(threadId)` of uuid is the version of the thread. */
function withVersion(subject: Node, { origins, given }: Reading): Operand {
  const left = origins.operand(subject, given);
  const plain = unwrap(subject);
  if (plain.type !== "call" || !/^(?:version|uuidVersion)$/.test(calledName(plain) ?? "")) return left;
  const [id] = callArguments(plain).positional;
  return id ? { ...left, text: `${origins.operand(id, given).text}.version` } : left;
}

function version5(subject: Node, { node }: AssertionCall, reading: Reading): AssertionFact {
  const left = reading.origins.operand(subject, reading.given);
  const five: Operand = { text: "5", origins: [], constant: true, mentions: [] };
  return { ...fact("equal", reading, node, { ...left, text: `${left.text}.version` }), right: [five] };
}

function isBoolean(expression: Node): boolean {
  return /^(?:true|false)$/.test(unwrap(expression).type);
}

function isQuestion(expression: Node): boolean {
  const node = unwrap(expression);
  if (memberName(node) === "success") {
    const call = ownerOf(node);
    return call?.type === "call" && calledName(call) === "safeParse";
  }
  return /^(?:comparison_operator|binary_operator|boolean_operator)$/.test(node.type);
}

/** The parts of `a && b`, each an assertion of its own. */
function conditions(condition: Node): Node[] {
  const node = unwrap(condition);
  return node.type === "boolean_operator" && operator(node) === "&&" ? node.operands.flatMap(conditions) : [node];
}

function ofCondition(node: Node, call: AssertionCall, reading: Reading): AssertionFact {
  const turned = call.negated !== (call.args[0]?.text === "false");
  const [left, right] = node.operands;
  if (/^(?:comparison_operator|binary_operator)$/.test(node.type) && left && right) {
    const sign = operator(node);
    if (sign === "instanceof") return fact("isinstance", reading, call.node, left, [right]);
    if (/^[=!]==?$/.test(sign)) {
      const form = sign.startsWith("!") === turned ? "equal" : "unequal";
      return fact(form, reading, call.node, withVersion(left, reading), [right]);
    }
    return fact(sign === "in" ? "contains" : "order", reading, call.node, left, [right]);
  }
  // `OrderSchema.safeParse(order).success`
  const schema = memberName(node) === "success" ? (ownerOf(node) ?? node) : node;
  if (schema.type === "call" && calledName(schema) === "safeParse" && !turned) {
    const [value] = callArguments(schema).positional;
    const model = ownerOf(unwrap(schema.child("function") as Node));
    if (value && model) return ofType(reading.origins.operand(value, reading.given), model, call.node, reading);
  }
  return fact("truth", reading, call.node, node);
}
