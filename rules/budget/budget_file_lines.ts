import { readHeader } from "../../server/facts/header.ts";
import { defineRule, type Report } from "../define.ts";

export default defineRule({
  id: "budget_file_lines",
  family: "budget",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A file of a module that is longer than the budget allows (500 lines as shipped).",
  why: "A longer file is not read as a whole by whoever reviews it, nor written as a whole by a model.",
  instead: "Split the file by what its parts are about.",
  examples: [
    { bad: `# module_id: orders\n${"LIMIT = 1\n".repeat(500)}`, good: `# module_id: orders\n${"LIMIT = 1\n".repeat(499)}` },
  ],
  moduleSizes({ files }, { project, report }) {
    const limit = project.profile.budget.max_lines_per_file;
    for (const { path, lines } of files) if (lines > limit) report(path, tooLong(lines, limit));
  },
  pythonFile({ project, module, report }) {
    // Generated code whose spec is not in the workspace: only its banner says what it is.
    const { text } = module.source;
    if (project.module !== null || readHeader(text.value) === null) return;
    const limit = project.profile.budget.max_lines_per_file;
    const lines = countLines(text.value);
    if (lines > limit) report(tooLong(lines, limit));
  },
});

function tooLong(lines: number, limit: number): Report {
  return {
    at: { start: 0, end: 0 },
    message: `This file has ${lines} lines, ${lines - limit} more than the budget of ${limit}: split it by what its parts are about.`,
    data: { lines, limit },
  };
}

/** The last line counts whether it ends with a line break or not. */
function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
