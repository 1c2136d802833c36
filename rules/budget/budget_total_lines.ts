import { defineRule } from "../define.ts";

export default defineRule({
  id: "budget_total_lines",
  family: "budget",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A module whose code and tests together are longer than the budget allows (3000 lines as shipped; Markdown does not count).",
  why: "So much code is more than one module: it can not be generated and reviewed in one go.",
  instead: "Split the module into two specs.",
  examples: [],
  moduleSizes({ spec, files }, { project, report }) {
    const limit = project.profile.budget.max_total_loc;
    const total = files.reduce((sum, { lines }) => sum + lines, 0);
    if (total <= limit) return;
    report(spec.path, {
      at: { start: 0, end: 0 },
      message: `The module has ${total} lines of code and tests, ${total - limit} more than the budget of ${limit}: split it into two specs.`,
      data: { lines: total, limit },
    });
  },
});
