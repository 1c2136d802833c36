import { defineRule } from "../define.ts";

export default defineRule({
  id: "internal_error",
  family: "program",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "A rule failed on this file.",
  why: "A rule that threw has not looked at everything, so the result is not clean.",
  instead: "Report it with the file; the other rules' findings stand.",
  examples: [],
  unsuppressible: true,
});
