import { defineRule } from "../define.ts";
import { nearest } from "../shared/nearest.ts";
import { plainTestName } from "../shared/test-names.ts";

export default defineRule({
  id: "acceptance_test_missing",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A name in `module.acceptance.required` with no test of that name among the module's own tests.",
  why: "The spec promises it, and nothing shows that it holds.",
  instead: "Write the test `test_<name>`, or correct the name in the spec.",
  examples: [],
  module(module, context) {
    // Before the first file is written the whole module is missing, not its tests.
    if (module.files.every(({ facts }) => facts === null)) return;
    const tests = module.files.flatMap(({ facts, isTest }) => (isTest ? (facts?.tests ?? []).map(({ name }) => name) : []));
    const names = new Set(tests.map(plainTestName));
    for (const { text, span, required } of module.spec.acceptance) {
      if (!required || names.has(plainTestName(text))) continue;
      const near = nearest(plainTestName(text), [...names], Math.max(2, Math.floor(text.length / 4)));
      context.report(module.specPath, {
        at: span,
        message: `No test of ${module.id} is named \`test_${plainTestName(text)}\`, which the spec requires.${near ? ` Is \`test_${near}\` meant?` : ""}`,
        data: { acceptance: text, near },
      });
    }
  },
});
