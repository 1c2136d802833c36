import { defineRule } from "../define.ts";

export default defineRule({
  id: "budget_file_lines",
  family: "budget",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A file of a module that is longer than the budget allows (500 lines as shipped).",
  why: "A longer file is not read as a whole by whoever reviews it, nor written as a whole by a model.",
  instead: "Split the file by what its parts are about.",
  examples: [],
  moduleSizes({ files }, { project, report }) {
    const limit = project.profile.budget.max_lines_per_file;
    for (const { path, lines } of files) {
      if (lines <= limit) continue;
      report(path, {
        at: { start: 0, end: 0 },
        message: `This file has ${lines} lines, ${lines - limit} more than the budget of ${limit}: split it by what its parts are about.`,
        data: { lines, limit },
      });
    }
  },
});
