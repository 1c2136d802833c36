import { relative } from "node:path";
import { defineRule } from "../define.ts";

export default defineRule({
  id: "space_file_unread",
  family: "contracts",
  check: "space_files_read",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A Space file that can not be opened, decoded or parsed.",
  why: "What it says is missing from the contracts, so nothing may be generated from them: the gate files_read stays closed.",
  instead: "Repair the file, or take it out of the Space.",
  examples: [],
  space(context) {
    const { file, project } = context;
    const { problem } = file;
    if (!problem) return;
    const name = relative(project.root, file.path).split("\\").join("/");
    const issue = `The Space file ${name} can not be read: ${problem.message}.`;
    context.report({
      at: { start: 0, end: 0 },
      message: `${issue} Repair it, or take it out of the Space: until then nothing is generated.`,
      related: problem.span ? [{ at: problem.span, message: problem.message }] : [],
      data: { blocker: "HARD_STOP", file: name, line: 1, issue, proposed_fix: "Repair the file, or take it out of the Space." },
    });
  },
});
