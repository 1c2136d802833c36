import { defineRule, type FileContext } from "../define.ts";
import { judgeVerdicts, reportIdle } from "../shared/tried-tests.ts";
import { skipOf } from "../shared/collected-tests.ts";
import { idleTest } from "../../server/code/tests/idle.ts";
import { checkTestCalls } from "./status_only_tests-typescript.ts";
import { assertionsOf, isTestFunction, testNames } from "../shared/test-assertions.ts";

const NOTHING = "nor does a helper it calls: it proves only that no exception was raised";

export default defineRule({
  id: "status_only_tests",
  family: "patterns",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A test that asserts nothing, or nothing but that something went well.",
  why: "It passes whatever the module stores, dispatches or answers, as long as it says ok; a broken contract stays green.",
  instead:
    "Assert on what crosses the boundary: a field of the packet written, the arguments of the dispatch, the result's model.",
  examples: [
    {
      bad: "def test_handles_order():\n    result = handle(order())\n    assert result.ok is True\n",
      good: 'def test_handles_order():\n    result = handle(order())\n    assert result.packet.packet_type == "orders.in"\n',
    },
  ],
  code: {
    file(context) {
      if (context.module.source.language === "typescript") checkTestCalls(context);
      else reportSkips(context);
    },
    visit: {
      function_definition(node, context) {
        const name = node.source.language === "python" ? node.child("name") : null;
        if (!name || !isTestFunction(node, context)) return;
        const test = { name: name.text, shown: `\`${name.text}\``, at: name };
        const idle = idleTest(node, testNames(context));
        if (idle) reportIdle(test, idle, context);
        else judgeVerdicts(test, assertionsOf(node, context), { nothing: NOTHING }, context);
      },
    },
  },
});

/** Tests that a mark skips. */
function reportSkips(context: FileContext): void {
  for (const test of context.isTest ? context.facts.tests : []) {
    const { name, span, idle } = test;
    const skip = skipOf(test, context.facts.skips);
    if (!skip || skip.needs !== undefined || idle !== undefined) continue;
    reportIdle({ name, shown: `\`${name}\``, at: span }, { why: skip.why, at: skip.span }, context);
  }
}
