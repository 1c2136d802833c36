import { isNew, walk, type Node } from "../../server/code/index.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { idleCall } from "../../server/code/tests/idle-calls.ts";
import { calledBy, isWithin } from "../../server/code/tests/members.ts";
import { importsRunner, testOf, type TestCall } from "../../server/code/tests/test-calls.ts";
import type { FileContext } from "../define.ts";
import { verdictsOf } from "../shared/test-verdicts-typescript.ts";
import { judgeVerdicts, reportIdle } from "../shared/tried-tests.ts";

const NOTHING = "nor does a function it calls: it proves only that nothing was thrown";
/** Letters of a test's title. */
const MAX_TITLE = 60;

/** Tests that are calls, `it("…", () => …)`, with what they prove. */
export function checkTestCalls(context: FileContext): void {
  const { module, isTest } = context;
  if (!isTest && !importsRunner(module)) return;
  const tests: TestCall[] = [];
  for (const { node: root } of module.units)
    walk(root, (node) => {
      const test = node.type === "call" ? testOf(node, module) : null;
      if (test) tests.push(test);
    });
  // What holds tests is no test: each of them answers for itself. The first of them is the next in the file.
  for (const [at, test] of tests.entries()) {
    const next = tests[at + 1];
    if (!next || !isWithin(next.call, test.body)) check(test, context);
  }
}

function check(test: TestCall, context: FileContext): void {
  if (callsSuite(test.body)) return;
  const idle = idleCall(test, context.module);
  const title = test.title.length > MAX_TITLE ? `${test.title.slice(0, MAX_TITLE - 1)}…` : test.title;
  const tried = { name: test.title, shown: `"${title}"`, at: test.titleNode };
  if (idle) reportIdle(tried, idle, context);
  else judgeVerdicts(tried, verdictsOf(test, context), { nothing: NOTHING, fieldOf: snakeCase }, context);
}

/** A program test that runs another runner's cases, `RuleTester.run(…)`. */
function callsSuite(body: Node): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.type === "call" && isNew(node) && /^\w*Tester$/.test(calledBy(node).text)) found = true;
    return !found;
  });
  return found;
}
