import { posix } from "node:path";
import { defineRule } from "../define.ts";
import { firstLine } from "../../server/facts/spec.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "budget_files",
  family: "budget",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A spec that lists more new files than the budget allows (8 as shipped; `__init__.py` does not count).",
  why: "A module of more files is more than one module: it can not be generated, reviewed and tested in one go.",
  instead: "Join files, or split the module into two specs.",
  examples: [
    {
      bad: "module:\n  repo:\n    allowed_new_files: [a.py, b.py, c.py, d.py, e.py, f.py, g.py, h.py, i.py]\n",
      good: "module:\n  repo:\n    allowed_new_files: [a.py, b.py, c.py, d.py, e.py, f.py, g.py, h.py]\n",
    },
  ],
  spec(document, context) {
    const entry = document.get("module.repo.allowed_new_files");
    if (!entry) return;
    const files = new Set(
      document.allowedNewFiles.map(({ text }) => posix.normalize(text)).filter((path) => posix.basename(path) !== "__init__.py"),
    );
    const limit = context.project.profile.budget.max_files;
    if (files.size <= limit) return;
    const issue = `\`${entry.path}\` lists ${files.size} new files, ${files.size - limit} more than the budget of ${limit}.`;
    const instead = "Join files, or split the module into two specs; `__init__.py` does not count.";
    context.report(
      specBlocker(document, context, {
        at: firstLine(document.text, entry.keySpan),
        issue,
        instead,
        data: { files: files.size, limit },
      }),
    );
  },
});
