import { defineRule } from "../define.ts";

export default defineRule({
  id: "suppression_without_reason",
  family: "program",
  check: null,
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "A suppression without a reason.",
  why: "The next reader can not tell whether it may go.",
  instead: "Write the reason behind the bracket.",
  examples: [],
  unsuppressible: true,
});
