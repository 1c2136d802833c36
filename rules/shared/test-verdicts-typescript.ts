import {
  assertionsOfCall,
  canFail,
  counts,
  isFloating,
  calleeName,
  enclosingFunction,
  functionNamed,
  isWithin,
  keyOf,
  propertyName,
  stringValue,
  unwrap,
  walk,
  type AssertionCall,
  type FunctionNode,
  type TestCall,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext } from "../define.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { CONTRACT, join, negate, type Verdict } from "./verdict.ts";
import { compare, isConstant, isStatus, isSuccess, isThere, judge, status } from "./status-expressions-typescript.ts";

/** Helpers this deep below the test count. */
const HELPER_DEPTH = 1;
/** Modules whose functions may assert for the test. */
const HELPER_MODULE =
  /(?:^|[./_-])(?:tests?|helpers?|support|testing|fixtures?|utils?|asserts?|assertions|checks|setup)(?:[./_-]|$)/i;

const TRUTH = /^(?:toBeTruthy|ok|isOk|isTrue|true)$/;
const FALSITY = /^(?:toBeFalsy|isNotOk|isFalse|notOk|false)$/;
const THERE = /^(?:toBeDefined|isDefined|exists?|isNotNull|isNotUndefined)$/;
const ABSENT = /^(?:toBeUndefined|toBeNull|toBeNullable|isNull|isUndefined|notExists|null|undefined)$/;
const EQUAL =
  /^(?:toBe|toEqual|toStrictEqual|toMatchObject|toContain|toContainEqual|toMatch|toBeOneOf|equals?|eq|eql|strictEqual|deepEqual|deepStrictEqual|partialDeepStrictEqual|(?:isNot|not|notDeep|notStrict|notDeepStrict)Equal|include|match|is|isNot|doesNotMatch|oneOf)$/;
const ORDER =
  /^(?:toBeGreaterThan(?:OrEqual)?|above|least|isAbove|isAtLeast)$|^(toBeLessThan(?:OrEqual)?|below|most|isBelow|isAtMost)$/;

/** What a test, and the functions of this file that it calls, assert. */
export function verdictsOf(test: TestCall, context: TypeScriptContext): Verdict[] {
  return verdictsIn(test.body, context, 0, doneOf(test));
}

/** The parameter that a test of callbacks is ended by. */
function doneOf({ body, modifiers }: TestCall): string | null {
  const [first] = body.params;
  return first?.type === "Identifier" && /^(?:done|cb|callback)$/.test(first.name) && !modifiers.includes("each")
    ? first.name
    : null;
}

function verdictsIn(body: FunctionNode, context: TypeScriptContext, depth: number, done: string | null): Verdict[] {
  const found: Verdict[] = [];
  walk(body, (node) => {
    if (node.type === "ThrowStatement") {
      // A mock that throws asserts nothing; the test that does, or its helper, does.
      if (enclosingFunction(node) === body) found.push(CONTRACT);
    } else if (node.type === "ExpressionStatement") {
      // A test of types: the compiler checks it.
      if (node.expression.type === "TSSatisfiesExpression") found.push(CONTRACT);
    } else if (node.type === "CallExpression") {
      const verdicts = ofCall(node, body, context, depth, done);
      // What is never reached, or fails without anybody noticing, is not asserted.
      if (verdicts.length > 0 && counts(node, body, context.module)) found.push(...verdicts);
    } else if (node.type === "MemberExpression" && propertyName(node) === "should") found.push(CONTRACT);
    return true;
  });
  return found;
}

function ofCall(
  call: TSESTree.CallExpression,
  body: FunctionNode,
  context: TypeScriptContext,
  depth: number,
  done: string | null,
): Verdict[] {
  const { module } = context;
  const asserted = assertionsOfCall(call, module);
  if (asserted.length > 0)
    return asserted
      .filter((one) => canFail(one) && !(one.settled !== null && isFloating(one.node)) && counts(one.node, body, module))
      .map((one) => verdictOf(one, context));
  const callee = unwrap(call.callee);
  const name = calleeName(call);
  if (name === null) return [];
  // Called from a listener, it shows that what the test waits for came.
  if (name === done && callee.type === "Identifier") return enclosingFunction(call) === body ? [] : [CONTRACT];
  if (callee.type === "Identifier") {
    const helper = functionNamed(callee, module);
    if (helper?.async && isFloating(call)) return [];
    if (helper)
      return depth < HELPER_DEPTH && helper !== body && !isWithin(helper, body)
        ? verdictsIn(helper, context, depth + 1, null)
        : [];
  }
  return assertsElsewhere(callee, name, context) ? [CONTRACT] : [];
}

function verdictOf(assertion: AssertionCall, context: TypeScriptContext): Verdict {
  const { style, matcher, subject, args, negated, settled } = assertion;
  if (style === "request") return ofRequest(args, context);
  if (settled === "rejects" || !subject) return CONTRACT;
  const [expected] = args;
  const turned = (verdict: Verdict): Verdict => (negated && style === "expect" ? negate(verdict) : verdict);
  if (TRUTH.test(matcher)) return turned(judge(subject, context));
  if (FALSITY.test(matcher)) return turned(negate(judge(subject, context)));
  if (THERE.test(matcher)) return turned(isThere(subject, context));
  if (ABSENT.test(matcher)) return turned(negate(isThere(subject, context)));
  if (matcher === "toHaveProperty" || matcher === "property") return ofProperty(args, negated, assertion, context);
  if (matcher === "status" || matcher === "toHaveStatus")
    return expected && (negated || isSuccess(expected, context)) ? status(subject, context) : CONTRACT;
  if (!expected) return CONTRACT;
  const sign = negated ? "!=" : "==";
  if (EQUAL.test(matcher)) {
    if (isAnything(expected)) return turned(isThere(subject, context));
    const truth = unwrap(expected);
    // `expect(a === b).toBe(true)` asks what the comparison asks.
    if (truth.type === "Literal" && typeof truth.value === "boolean" && isQuestion(subject))
      return truth.value === negated ? negate(judge(subject, context)) : judge(subject, context);
    return compare([subject, expected], sign, context);
  }
  const order = ORDER.exec(matcher);
  if (order) return compare([subject, expected], order[1] ? "<" : ">", context);
  return CONTRACT;
}

/** `expect.anything()` equals everything but nothing. */
function isAnything(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return node.type === "CallExpression" && calleeName(node) === "anything";
}

/** An expression that is true or false by what it is made of. */
function isQuestion(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === "CallExpression") return calleeName(node) === "Boolean";
  return (
    node.type === "BinaryExpression" ||
    node.type === "LogicalExpression" ||
    (node.type === "UnaryExpression" && node.operator === "!")
  );
}

/** `toHaveProperty("status", 200)`: the last name of the path says what is looked at. */
function ofProperty(
  args: readonly TSESTree.Expression[],
  negated: boolean,
  { node }: AssertionCall,
  context: TypeScriptContext,
): Verdict {
  const [path, value] = args;
  const last = path && unwrap(path);
  const text = last?.type === "ArrayExpression" ? stringValue(last.elements.at(-1)) : stringValue(last);
  const name = text?.split(".").at(-1) ?? "";
  const snake = snakeCase(name);
  if (!context.project.profile.status_only_fields.includes(snake)) return CONTRACT;
  if (value && /^status/.test(snake) && !negated && !isSuccess(value, context)) return CONTRACT;
  return status(node, context);
}

/** `.expect(200)` says that it went well, `.expect(401)` is a contract; a header or a body is one too, unless it holds only statuses. */
function ofRequest(args: readonly TSESTree.Expression[], context: TypeScriptContext): Verdict {
  return join(
    args.map((arg) => {
      const node = unwrap(arg);
      if (node.type === "ObjectExpression") {
        const only =
          node.properties.length > 0 &&
          node.properties.every(
            (property) =>
              property.type === "Property" && context.project.profile.status_only_fields.includes(keyOf(property) ?? ""),
          );
        return only ? status(node, context) : CONTRACT;
      }
      const isCode =
        (node.type === "Literal" && typeof node.value === "number") ||
        isStatus(node, context) ||
        /^HTTP|Status/.test(context.module.textOf(node));
      if (!isCode)
        return isConstant(node) && stringValue(node) === null && node.type !== "Literal" ? status(node, context) : CONTRACT;
      return isSuccess(node, context)
        ? { contract: false, subjects: [`.expect(${context.module.textOf(node)})`], answers: [] }
        : CONTRACT;
    }),
  );
}

/** A call that can not be looked into and says that it asserts: `expectTypeOf`, `fc.assert`, an imported helper. */
function assertsElsewhere(callee: TSESTree.Node, name: string, { module }: TypeScriptContext): boolean {
  if (callee.type === "MemberExpression") {
    const object = unwrap(callee.object);
    // `expect.assertions(2)` only counts.
    if (object.type === "Identifier" && object.name === "expect") return /^(?:fail|unreachable)$/.test(name);
    if (/^(?:assert|expect|should)/.test(name) || /^(?:fail|waitUntil|waitFor)$/.test(name)) return true;
    if (/^(?:get|find)(?:All)?By[A-Z]/.test(name)) return true;
    if (object.type === "ThisExpression") return /^(?:check|verify|validate|ensure)/.test(name);
    // `t.equal(…)` of a runner that gives its own assertions.
    const definition = module.variable(object)?.defs[0];
    if (definition?.type === "Parameter" && /^(?:t|assert|tap)$/.test(object.type === "Identifier" ? object.name : ""))
      return !/^(?:plan|end|diagnostic|skip|todo|after|before|test|mock|teardown|timeout)$/.test(name);
    return /^(?:check|verify|validate|ensure)/.test(name) && HELPER_MODULE.test(module.resolve(object) ?? "");
  }
  if (callee.type !== "Identifier") return false;
  if (/^_*(?:assert|expect|should)|Assert|Expect/.test(name) || name === "fail" || name === "waitFor") return true;
  if (/^(?:get|find)(?:All)?By[A-Z]/.test(name)) return true;
  if (!/^_*(?:check|verify|validate|ensure)/.test(name)) return false;
  const definition = module.variable(callee)?.defs[0];
  return definition?.type === "Parameter" || HELPER_MODULE.test(module.resolve(callee) ?? "");
}
