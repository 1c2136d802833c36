import { defineRule } from "../define.ts";
import { discriminates } from "../shared/verdict.ts";
import { skipOf } from "../shared/collected-tests.ts";
import { idleTest } from "../../server/code/tests/idle.ts";
import { assertionsOf, isTestFunction, testNames } from "../shared/test-assertions.ts";

/** Subjects named in a message. */
const MAX_SUBJECTS = 3;

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
  pythonFile(context) {
    for (const test of context.isTest ? context.facts.tests : []) {
      const { name, span, idle } = test;
      const skip = skipOf(test, context.facts.skips);
      if (!skip || skip.needs !== undefined || idle !== undefined) continue;
      context.report({
        at: span,
        message: `\`${name}\` ${skip.why}, so it proves nothing: let it run, or remove it.`,
        related: [{ at: skip.span, message: "This keeps it from proving anything." }],
        data: { test: name, assertions: 0 },
      });
    }
  },
  python: {
    function_definition(node, context) {
      const name = node.child("name");
      if (!name || !isTestFunction(node, context)) return;
      const idle = idleTest(node, testNames(context));
      if (idle) {
        context.report({
          at: name,
          message: `\`${name.text}\` ${idle.why}, so it proves nothing: let it run, or remove it.`,
          related: [{ at: idle.at, message: "This keeps it from proving anything." }],
          data: { test: name.text, assertions: 0 },
        });
        return;
      }
      const found = assertionsOf(node, context);
      if (found.some(({ contract }) => contract) || discriminates(found, context.project.profile.status_only_fields)) return;
      if (found.length === 0) {
        context.report({
          at: name,
          message: `\`${name.text}\` asserts nothing, nor does a helper it calls: it proves only that no exception was raised. Assert on the packet, dispatch or result it is about.`,
          data: { test: name.text, assertions: 0 },
        });
        return;
      }
      const subjects = [...new Set(found.flatMap((verdict) => verdict.subjects))];
      const listed = subjects
        .slice(0, MAX_SUBJECTS)
        .map((subject) => `\`${subject}\``)
        .join(", ");
      context.report({
        at: name,
        message: `\`${name.text}\` looks at nothing but ${listed}${subjects.length > MAX_SUBJECTS ? ", …" : ""}: assert on a field of the packet, the dispatch's arguments or the result's model.`,
        data: { test: name.text, assertions: found.length },
      });
    },
  },
});
