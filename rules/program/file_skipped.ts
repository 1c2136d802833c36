import { defineRule } from "../define.ts";

export default defineRule({
  id: "file_skipped",
  family: "program",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "A file that is not checked, and why: it can not be read, takes more work than one file may, or is named as a spec and holds none.",
  why: "A file that nobody looked at must not look clean.",
  instead: "Make the file readable UTF-8 text below max_file_size, split one that takes too much work, or exclude it.",
  examples: [],
  unsuppressible: true,
});
