import { defineRule } from "../define.ts";
import { nearest } from "../shared/nearest.ts";
import { renameFix } from "../shared/spec-rename.ts";
import { ownTests } from "../shared/own-tests.ts";
import { plainTestName } from "../shared/test-names.ts";

export default defineRule({
  id: "acceptance_test_missing",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A name in `module.acceptance.required` with no test of that name among the module's own tests.",
  why: "The spec promises it, and nothing shows that it holds.",
  instead: "Write the test `test_<name>`, or correct the name in the spec.",
  examples: [],
  module(module, context) {
    // Before the first file is written the whole module is missing, not its tests.
    if (module.files.every(({ facts }) => facts === null)) return;
    const tests = ownTests(module, context.project);
    const running = new Set(tests.flatMap(({ test, idle }) => (idle === null ? [plainTestName(test.name)] : [])));
    for (const { text, span, required } of module.spec.acceptance) {
      const name = plainTestName(text);
      if (!required || running.has(name)) continue;
      const idle = tests.find(({ test }) => plainTestName(test.name) === name);
      if (idle) {
        context.report(module.specPath, {
          at: span,
          message: `The spec requires \`${text}\`, and its test \`${idle.test.name}\` ${idle.idle ?? ""}, so it proves nothing: let it run.`,
          related: [{ path: idle.path, at: idle.test.span, message: `\`${idle.test.name}\` proves nothing` }],
          data: { acceptance: text, near: null },
        });
        continue;
      }
      const near = nearest(name, [...running], Math.max(2, Math.floor(text.length / 4)));
      context.report(module.specPath, {
        at: span,
        fix: near ? renameFix(module.spec, span, { word: text, to: (/^test_/.exec(text)?.[0] ?? "") + near }) : undefined,
        message: `No test of ${module.id} is named \`test_${name}\`, which the spec requires.${near ? ` Is \`test_${near}\` meant?` : ""}`,
        data: { acceptance: text, near },
      });
    }
  },
});
