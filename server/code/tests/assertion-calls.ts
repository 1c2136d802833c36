import type { ModuleNames } from "../names/module-names.ts";
import { callArguments, isNew, unwrap } from "../read.ts";
import type { Node } from "../../syntax/tree.ts";
import { calledBy, lastMember, memberName, ownerOf } from "./members.ts";

/** One thing that a test asserts, whatever the library. */
export interface AssertionCall {
  /** `expect(x).toBe(y)`; `assert.equal(x, y)`; `.expect(401)` of a request. */
  style: "expect" | "assert" | "request";
  /** As written: `toHaveBeenCalledWith`, `deepEqual`, `expect`; of chai's properties the last (`true`, `exist`). */
  matcher: string;
  /** What is looked at; null for a request's own answer. */
  subject: Node | null;
  args: Node[];
  negated: boolean;
  settled: "resolves" | "rejects" | null;
  /** The whole, from `expect` to the last parenthesis. */
  node: Node;
}

const ASSERT_MODULES = /^(?:assert(?:\/strict)?|chai\.assert|vitest\.assert)(?:\.strict)?(?:\.(\w+))?$/;
/** Words of chai that only read well, and those that turn a matcher round. */
const CHAI_WORDS = new Set(
  "to be been is that which and has have with at of same but does still also deep nested own ordered any all its include contain".split(
    " ",
  ),
);
/** Chai's matchers that are properties. */
const CHAI_PROPERTIES = new Set(
  "true false ok null undefined exist exists empty NaN finite called calledOnce calledTwice calledThrice notCalled rejected fulfilled".split(
    " ",
  ),
);
const EXPECT_HELPERS = new Set(["soft", "poll", "element"]);

interface Step {
  name: string;
  /** Null for a property. */
  args: Node[] | null;
  node: Node;
}

/** What a call asserts; empty for a call that is no assertion. Called for every call: for `expect(x)` the matchers behind it are read too. */
export function assertionsOfCall(call: Node, module: ModuleNames): AssertionCall[] {
  if (isNew(call)) return [];
  const callee = calledBy(call);
  if (isExpect(callee)) return ofExpect(call);
  if (memberName(callee) === "expect") return ofRequest(call);
  const name = assertName(callee, module);
  if (name === null) return [];
  const [subject, ...args] = callArguments(call).positional;
  return [
    {
      style: "assert",
      matcher: name,
      subject: subject ?? null,
      args,
      negated: /^(?:not|isNot|doesNot|lacks)/.test(name),
      settled: name === "rejects" || name === "doesNotReject" ? "rejects" : null,
      node: call,
    },
  ];
}

/** False for what holds whatever happens: `expect(x).toBe(x)`. */
export function canFail({ subject, args, matcher, negated }: AssertionCall): boolean {
  const [expected] = args;
  if (
    !subject ||
    !expected ||
    negated ||
    !/^(?:toBe|toEqual|toStrictEqual|equal|strictEqual|deepEqual|deepStrictEqual)$/.test(matcher)
  )
    return true;
  return !sameExpression(unwrap(subject), unwrap(expected));
}

/** Names and members written the same, in which nothing is called. */
function sameExpression(a: Node, b: Node): boolean {
  if (a.type === "identifier" && b.type === "identifier") return a.text === b.text;
  const [of, other] = [ownerOf(a), ownerOf(b)];
  const name = memberName(a);
  return of !== null && other !== null && name !== null && name === memberName(b) && sameExpression(of, other);
}

/** `expect`, `expect.soft`, `ctx.expect`. */
function isExpect(callee: Node): boolean {
  if (callee.type === "identifier") return callee.text === "expect";
  const name = memberName(callee);
  if (name !== null && EXPECT_HELPERS.has(name)) return lastMember(ownerOf(callee)) === "expect";
  // A context's own `expect` is asked for a value and followed by a matcher; a request's is followed by nothing, or by another.
  const next = name === "expect" && callee.parent?.type === "call" ? stepsAfter(callee.parent)[0]?.name : undefined;
  return next !== undefined && /^(?:to|not$|resolves$|rejects$|be$)/.test(next);
}

function ofExpect(call: Node): AssertionCall[] {
  const [subject] = callArguments(call).positional;
  const found: AssertionCall[] = [];
  let negated = false;
  let settled: AssertionCall["settled"] = null;
  for (const { name, args, node } of stepsAfter(call)) {
    if (name === "not") negated = true;
    else if (name === "resolves" || name === "rejects") settled = name;
    else if (name === "eventually") settled = "resolves";
    else if (args === null ? CHAI_PROPERTIES.has(name) : name !== "then" && name !== "catch" && name !== "finally")
      found.push({ style: "expect", matcher: name, subject: subject ?? null, args: args ?? [], negated, settled, node });
    else if (!CHAI_WORDS.has(name)) break;
  }
  return found;
}

/** supertest's `.expect(401)`, `.expect("Content-Type", /json/)`, `.expect({ … })`. */
function ofRequest(call: Node): AssertionCall[] {
  const args = callArguments(call).positional;
  return args.length === 0
    ? []
    : [{ style: "request", matcher: "expect", subject: null, args, negated: false, settled: null, node: call }];
}

/** What follows a call in its chain: `.not.toBe(1)`. */
function stepsAfter(call: Node): Step[] {
  const steps: Step[] = [];
  let node = call;
  for (;;) {
    const { parent } = node;
    // `expect(x)!.toBe(1)`
    if (parent?.type === "cast" && parent.child("type") === null) {
      node = parent;
      continue;
    }
    const name = parent && ownerOf(parent) && node.field !== "subscript" ? memberName(parent) : null;
    if (!parent || name === null) return steps;
    const called = parent.parent;
    if (called?.type === "call" && parent.field === "function" && !isNew(called)) {
      steps.push({ name, args: callArguments(called).positional, node: called });
      node = called;
    } else {
      steps.push({ name, args: null, node: parent });
      node = parent;
    }
  }
}

/** `equal` of `assert.equal`, `t.assert.equal` and of `equal` imported from `node:assert`; `ok` of `assert(x)`; null for anything else. */
function assertName(callee: Node, module: ModuleNames): string | null {
  const dotted = module.resolve(callee);
  const match = dotted === null ? null : ASSERT_MODULES.exec(dotted);
  if (match) return match[1] ?? "ok";
  const owner = ownerOf(callee);
  return owner && memberName(owner) === "assert" ? memberName(callee) : null;
}
