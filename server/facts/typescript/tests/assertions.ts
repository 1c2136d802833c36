import type { TSESTree } from "../../../syntax/typescript.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import { lastName, plainArguments, propertyName, unwrap } from "../../../code/typescript/read.ts";

/** One thing that a test asserts, whatever the library. */
export interface AssertionCall {
  /** `expect(x).toBe(y)`; `assert.equal(x, y)`; `.expect(401)` of a request. */
  style: "expect" | "assert" | "request";
  /** As written: `toHaveBeenCalledWith`, `deepEqual`, `expect`; of chai's properties the last (`true`, `exist`). */
  matcher: string;
  /** What is looked at; null for a request's own answer. */
  subject: TSESTree.Expression | null;
  args: TSESTree.Expression[];
  negated: boolean;
  settled: "resolves" | "rejects" | null;
  /** The whole, from `expect` to the last parenthesis. */
  node: TSESTree.Node;
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
  args: TSESTree.Expression[] | null;
}

/** What a call asserts; empty for a call that is no assertion. Called for every call: for `expect(x)` the matchers behind it are read too. */
export function assertionsOfCall(call: TSESTree.CallExpression, module: TypeScriptModule): AssertionCall[] {
  const callee = unwrap(call.callee);
  if (isExpect(callee)) return ofExpect(call);
  if (callee.type === "MemberExpression" && propertyName(callee) === "expect") return ofRequest(call);
  const name = assertName(callee, module);
  if (name === null) return [];
  const args = plainArguments(call);
  const [subject] = args;
  return [
    {
      style: "assert",
      matcher: name,
      subject: subject ?? null,
      args: args.slice(1),
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
function sameExpression(a: TSESTree.Node, b: TSESTree.Node): boolean {
  if (a.type === "Identifier" && b.type === "Identifier") return a.name === b.name;
  if (a.type !== "MemberExpression" || b.type !== "MemberExpression") return false;
  const name = propertyName(a);
  return name !== null && name === propertyName(b) && sameExpression(unwrap(a.object), unwrap(b.object));
}

/** `expect`, `expect.soft`, `ctx.expect`. */
function isExpect(callee: TSESTree.Node): boolean {
  if (callee.type === "Identifier") return callee.name === "expect";
  if (callee.type !== "MemberExpression") return false;
  const name = propertyName(callee);
  if (name !== null && EXPECT_HELPERS.has(name)) return lastName(callee.object) === "expect";
  // A context's own `expect` is asked for a value and followed by a matcher; a request's is followed by nothing, or by another.
  const next = callee.parent?.type === "CallExpression" ? stepsAfter(callee.parent)[0]?.name : undefined;
  return name === "expect" && next !== undefined && /^(?:to|not$|resolves$|rejects$|be$)/.test(next);
}

function ofExpect(call: TSESTree.CallExpression): AssertionCall[] {
  const [subject] = plainArguments(call);
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
function ofRequest(call: TSESTree.CallExpression): AssertionCall[] {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression") return [];
  const args = plainArguments(call);
  return args.length === 0
    ? []
    : [{ style: "request", matcher: "expect", subject: null, args, negated: false, settled: null, node: call }];
}

/** What follows a call in its chain: `.not.toBe(1)`. */
function stepsAfter(call: TSESTree.CallExpression): (Step & { node: TSESTree.Node })[] {
  const steps: (Step & { node: TSESTree.Node })[] = [];
  let node: TSESTree.Node = call;
  for (;;) {
    const parent: TSESTree.Node | undefined = node.parent;
    if (parent?.type === "TSNonNullExpression" || parent?.type === "ChainExpression") {
      node = parent;
      continue;
    }
    if (parent?.type !== "MemberExpression" || parent.object !== node) return steps;
    const name = propertyName(parent);
    if (name === null) return steps;
    const called: TSESTree.Node | undefined = parent.parent;
    if (called?.type === "CallExpression" && called.callee === parent) {
      steps.push({ name, args: plainArguments(called), node: called });
      node = called;
    } else {
      steps.push({ name, args: null, node: parent });
      node = parent;
    }
  }
}

/** `equal` of `assert.equal`, `t.assert.equal` and of `equal` imported from `node:assert`; `ok` of `assert(x)`; null for anything else. */
export function assertName(callee: TSESTree.Node, module: TypeScriptModule): string | null {
  const dotted = module.resolve(callee);
  if (dotted !== null) {
    const match = ASSERT_MODULES.exec(dotted);
    if (match) return match[1] ?? "ok";
  }
  if (callee.type !== "MemberExpression") return null;
  const object = unwrap(callee.object);
  return object.type === "MemberExpression" && propertyName(object) === "assert" ? propertyName(callee) : null;
}
