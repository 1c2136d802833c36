import { idleCall, importsRunner, isWithin, spanOf, testOf, walk, type TestCall } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { discriminates } from "../shared/verdict.ts";
import { verdictsOf } from "../shared/test-verdicts-typescript.ts";

/** Subjects named in a message, and letters of a test's title. */
const MAX_SUBJECTS = 3;
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
  if (idle) {
    context.report({
      at: spanOf(test.titleNode),
      message: `"${title}" ${idle.why}, so it proves nothing: let it run, or remove it.`,
      related: [{ at: spanOf(idle.at), message: "This keeps it from proving anything." }],
      data: { test: test.title, assertions: 0 },
    });
    return;
  }
  const found = verdictsOf(test, context);
  if (found.some(({ contract }) => contract) || discriminates(found, context.project.profile.status_only_fields, snakeCase))
    return;
  if (found.length === 0) {
    context.report({
      at: spanOf(test.titleNode),
      message: `"${title}" asserts nothing, nor does a function it calls: it proves only that nothing was thrown. Assert on the packet, dispatch or result it is about.`,
      data: { test: test.title, assertions: 0 },
    });
    return;
  }
  const subjects = [...new Set(found.flatMap((verdict) => verdict.subjects))];
  const listed = subjects
    .slice(0, MAX_SUBJECTS)
    .map((subject) => `\`${subject}\``)
    .join(", ");
  context.report({
    at: spanOf(test.titleNode),
    message: `"${title}" looks at nothing but ${listed}${subjects.length > MAX_SUBJECTS ? ", …" : ""}: assert on a field of the packet, the dispatch's arguments or the result's model.`,
    data: { test: test.title, assertions: found.length },
  });
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
