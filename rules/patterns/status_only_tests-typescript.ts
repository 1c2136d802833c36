import { idleCall, importsRunner, isWithin, spanOf, testOf, walk, type TestCall } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { judgeVerdicts, reportIdle } from "../shared/tried-tests.ts";
import { verdictsOf } from "../shared/test-verdicts-typescript.ts";

const NOTHING = "nor does a function it calls: it proves only that nothing was thrown";
/** Letters of a test's title. */
const MAX_TITLE = 60;

export const statusOnlyTests: TypeScriptRule = {
  id: "status_only_tests",
  file(context) {
    const { module, isTest } = context;
    if (!isTest && !importsRunner(module)) return;
    const tests = module.tree.nodes.flatMap((node) => (node.type === "CallExpression" ? (testOf(node, module) ?? []) : []));
    // What holds tests is no test: each of them answers for itself. The first of them is the next in the file.
    for (const [at, test] of tests.entries()) {
      const next = tests[at + 1];
      if (!next || !isWithin(next.call, test.body)) check(test, context);
    }
  },
};

function check(test: TestCall, context: TypeScriptContext): void {
  if (callsSuite(test)) return;
  const idle = idleCall(test, context.module);
  const title = test.title.length > MAX_TITLE ? `${test.title.slice(0, MAX_TITLE - 1)}…` : test.title;
  const tried = { name: test.title, shown: `"${title}"`, at: spanOf(test.titleNode) };
  if (idle) reportIdle(tried, { why: idle.why, at: spanOf(idle.at) }, context);
  else judgeVerdicts(tried, verdictsOf(test, context), { nothing: NOTHING, fieldOf: snakeCase }, context);
}

/** A program test that runs another runner's cases, `RuleTester.run(…)`. */
function callsSuite({ body }: TestCall): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.type === "NewExpression" && node.callee.type === "Identifier" && /Tester$/.test(node.callee.name)) found = true;
    return !found;
  });
  return found;
}
