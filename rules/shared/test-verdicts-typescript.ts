import {
  enclosingFunction,
  isAsync,
  isNew,
  isSatisfies,
  keyOf,
  stringValue,
  unwrap,
  walk,
  type Node,
} from "../../server/code/index.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { assertionsOfCall, canFail, type AssertionCall } from "../../server/code/tests/assertion-calls.ts";
import {
  calledBy,
  calledName,
  isWithin,
  memberName,
  ownerOf,
  parameterName,
  parametersOf,
} from "../../server/code/tests/members.ts";
import { counts, isFloating } from "../../server/code/tests/reached-calls.ts";
import { functionNamed, type TestCall } from "../../server/code/tests/test-calls.ts";
import type { FileContext } from "../define.ts";
import { compare, isConstant, isStatus, isSuccess, isThere, judge, judgeFalse, status } from "./status-expressions-typescript.ts";
import { judgeFailure } from "./failing-branches.ts";
import { CONTRACT, join, negate, type Verdict } from "./verdict.ts";

/** Helpers this deep below the test count. */
const HELPER_DEPTH = 1;
/** Modules whose functions may assert for the test. */
const HELPER_MODULE =
  /(?:^|[./_-])(?:tests?|helpers?|support|testing|fixtures?|utils?|asserts?|assertions|checks|setup)(?:[./_-]|$)/i;

/** Where `expect` is one that only a matcher makes fail: of a runner, or global. */
const OF_RUNNER = /^(?:expect|(?:vitest|@jest\/globals|@playwright\/test|bun:test|chai|expect|@std\/expect)\.\w+)$/;

const TRUTH = /^(?:toBeTruthy|ok|isOk|isTrue|true)$/;
const FALSITY = /^(?:toBeFalsy|isNotOk|isFalse|notOk|false)$/;
const THERE = /^(?:toBeDefined|isDefined|exists?|isNotNull|isNotUndefined)$/;
const ABSENT = /^(?:toBeUndefined|toBeNull|toBeNullable|isNull|isUndefined|notExists|null|undefined)$/;
const EQUAL =
  /^(?:toBe|toEqual|toStrictEqual|toMatchObject|toContain|toContainEqual|toMatch|toBeOneOf|equals?|eq|eql|strictEqual|deepEqual|deepStrictEqual|partialDeepStrictEqual|(?:isNot|not|notDeep|notStrict|notDeepStrict)Equal|include|match|is|isNot|doesNotMatch|oneOf)$/;
const ORDER =
  /^(?:toBeGreaterThan(?:OrEqual)?|above|least|isAbove|isAtLeast)$|^(toBeLessThan(?:OrEqual)?|below|most|isBelow|isAtMost)$/;

/** What a test, and the functions of this file that it calls, assert. */
export function verdictsOf(test: TestCall, context: FileContext): Verdict[] {
  return verdictsIn(test.body, context, 0, doneOf(test));
}

/** The parameter that a test of callbacks is ended by. */
function doneOf({ body, modifiers }: TestCall): string | null {
  const name = parameterName(parametersOf(body)[0])?.text ?? "";
  return /^(?:done|cb|callback)$/.test(name) && !modifiers.includes("each") ? name : null;
}

function verdictsIn(body: Node, context: FileContext, depth: number, done: string | null): Verdict[] {
  const found: Verdict[] = [];
  walk(body, (node) => {
    if (node.type === "raise_statement") {
      // A mock that throws asserts nothing; the test that does, or its helper, does.
      if (enclosingFunction(node) === body) found.push(failure(node, context));
    } else if (node.type === "expression_statement") {
      // A test of types: the compiler checks it.
      const [expression] = node.operands;
      if (expression?.type === "cast" && isSatisfies(expression)) found.push(CONTRACT);
    } else if (node.type === "call" && !isNew(node)) {
      const verdicts = ofCall(node, body, context, depth, done);
      // What is never reached, or fails without anybody noticing, is not asserted.
      if (verdicts.length > 0 && counts(node, body, context.module)) found.push(...verdicts);
    } else if (memberName(node) === "should") found.push(CONTRACT);
    return true;
  });
  return found;
}

function ofCall(call: Node, body: Node, context: FileContext, depth: number, done: string | null): Verdict[] {
  const { module } = context;
  const asserted = assertionsOfCall(call, module);
  if (asserted.length > 0)
    return asserted
      .filter((one) => canFail(one) && !(one.settled !== null && isFloating(one.node)) && counts(one.node, body, module))
      .map((one) => verdictOf(one, context));
  const callee = calledBy(call);
  const name = calledName(call);
  if (name === null) return [];
  // Called from a listener, it shows that what the test waits for came.
  if (name === done && callee.type === "identifier") return enclosingFunction(call) === body ? [] : [CONTRACT];
  if (callee.type === "identifier") {
    const helper = functionNamed(callee, module);
    if (helper && isAsync(helper) && isFloating(call)) return [];
    if (helper)
      return depth < HELPER_DEPTH && helper !== body && !isWithin(helper, body)
        ? verdictsIn(helper, context, depth + 1, null)
        : [];
  }
  if (/^(?:fail|unreachable)$/.test(name)) return assertsElsewhere(callee, name, context) ? [failure(call, context)] : [];
  return !asksNothing(call, module) && assertsElsewhere(callee, name, context) ? [CONTRACT] : [];
}

/** `expect(x);` with no matcher behind it; an `expect` of the repository's own may fail by itself. */
function asksNothing(call: Node, module: FileContext["module"]): boolean {
  const callee = calledBy(call);
  if (callee.type !== "identifier" || callee.text !== "expect") return false;
  const statement = call.parent?.type === "await" ? call.parent.parent : call.parent;
  return statement?.type === "expression_statement" && OF_RUNNER.test(module.resolve(callee) ?? "");
}

/** What fails the test where it is reached. */
function failure(node: Node, context: FileContext): Verdict {
  return judgeFailure(node, {
    judge: (condition, asserted) => (asserted ? judge(condition, context) : judgeFalse(condition, context)),
    isStatus: (expression) => isStatus(expression, context),
  });
}

function verdictOf(assertion: AssertionCall, context: FileContext): Verdict {
  const { style, matcher, subject, args, negated, settled } = assertion;
  if (style === "request") return ofRequest(args, context);
  if (settled === "rejects" || !subject) return CONTRACT;
  const [expected] = args;
  const turned = (verdict: Verdict): Verdict => (negated && style === "expect" ? negate(verdict) : verdict);
  if (TRUTH.test(matcher)) return negated && style === "expect" ? judgeFalse(subject, context) : judge(subject, context);
  if (FALSITY.test(matcher)) return negated && style === "expect" ? judge(subject, context) : judgeFalse(subject, context);
  if (THERE.test(matcher)) return turned(isThere(subject));
  if (ABSENT.test(matcher)) return turned(negate(isThere(subject)));
  if (matcher === "toHaveProperty" || matcher === "property") return ofProperty(args, negated, assertion, context);
  if (matcher === "status" || matcher === "toHaveStatus")
    return expected && (negated || isSuccess(expected, context)) ? status(subject) : CONTRACT;
  if (!expected) return CONTRACT;
  const sign = negated ? "!=" : "==";
  if (EQUAL.test(matcher)) {
    if (isAnything(expected)) return turned(isThere(subject));
    const truth = unwrap(expected).type;
    // `expect(a === b).toBe(true)` asks what the comparison asks.
    if ((truth === "true" || truth === "false") && isQuestion(subject))
      return (truth === "true") === negated ? negate(judge(subject, context)) : judge(subject, context);
    return compare([subject, expected], sign, context);
  }
  const order = ORDER.exec(matcher);
  if (order) return compare([subject, expected], order[1] ? "<" : ">", context);
  return CONTRACT;
}

/** `expect.anything()` equals everything but nothing. */
function isAnything(expression: Node): boolean {
  const node = unwrap(expression);
  return node.type === "call" && calledName(node) === "anything";
}

/** An expression that is true or false by what it is made of. */
function isQuestion(expression: Node): boolean {
  const node = unwrap(expression);
  if (node.type === "call") return calledName(node) === "Boolean";
  return /^(?:comparison_operator|binary_operator|boolean_operator|not_operator)$/.test(node.type);
}

/** `toHaveProperty("status", 200)`: the last name of the path says what is looked at. */
function ofProperty(args: readonly Node[], negated: boolean, { node }: AssertionCall, context: FileContext): Verdict {
  const [path, value] = args;
  const last = path && unwrap(path);
  const text = stringValue((last?.type === "list" ? last.operands.at(-1) : last) ?? null);
  const name = text?.split(".").at(-1) ?? "";
  const snake = snakeCase(name);
  if (!context.project.profile.status_only_fields.includes(snake)) return CONTRACT;
  if (value && /^status/.test(snake) && !negated && !isSuccess(value, context)) return CONTRACT;
  return status(node);
}

/** `.expect(200)` says that it went well, `.expect(401)` is a contract; a header or a body is one too, unless it holds only statuses. */
function ofRequest(args: readonly Node[], context: FileContext): Verdict {
  const fields = context.project.profile.status_only_fields;
  return join(
    args.map((arg) => {
      const node = unwrap(arg);
      if (node.type === "dictionary") {
        const { operands } = node;
        const only = operands.length > 0 && operands.every((pair) => pair.type === "pair" && fields.includes(keyOf(pair) ?? ""));
        return only ? status(node) : CONTRACT;
      }
      const isCode = node.type === "number" || isStatus(node, context) || /^HTTP|Status/.test(node.text);
      if (!isCode)
        return isConstant(node) && /^(?:unary_operator|list|identifier|attribute)$/.test(node.type) ? status(node) : CONTRACT;
      return isSuccess(node, context) ? { contract: false, subjects: [`.expect(${node.text})`], answers: [] } : CONTRACT;
    }),
  );
}

/** A call that can not be looked into and says that it asserts: `expectTypeOf`, `fc.assert`, an imported helper. */
function assertsElsewhere(callee: Node, name: string, { module }: FileContext): boolean {
  const object = ownerOf(callee);
  if (object) {
    // `expect.assertions(2)` only counts.
    if (object.type === "identifier" && object.text === "expect") return /^(?:fail|unreachable)$/.test(name);
    if (/^(?:assert|expect|should)/.test(name) || /^(?:fail|waitUntil|waitFor)$/.test(name)) return true;
    if (/^(?:get|find)(?:All)?By[A-Z]/.test(name)) return true;
    if (object.text === "this") return /^(?:check|verify|validate|ensure)/.test(name);
    // `t.equal(…)` of a runner that gives its own assertions.
    const isOfRunner = object.type === "identifier" && /^(?:t|assert|tap)$/.test(object.text);
    if (isOfRunner && module.bindingsOf(object.text, object)[0]?.kind === "parameter")
      return !/^(?:plan|end|diagnostic|skip|todo|after|before|test|mock|teardown|timeout)$/.test(name);
    return /^(?:check|verify|validate|ensure)/.test(name) && HELPER_MODULE.test(module.resolve(object) ?? "");
  }
  if (callee.type !== "identifier") return false;
  if (/^_*(?:assert|expect|should)|Assert|Expect/.test(name) || name === "fail" || name === "waitFor") return true;
  if (/^(?:get|find)(?:All)?By[A-Z]/.test(name)) return true;
  if (!/^_*(?:check|verify|validate|ensure)/.test(name)) return false;
  return module.bindingsOf(callee.text, callee)[0]?.kind === "parameter" || HELPER_MODULE.test(module.resolve(callee) ?? "");
}
