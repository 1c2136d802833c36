import { defineRule } from "../define.ts";

export default defineRule({
  id: "unused_suppression",
  family: "program",
  check: null,
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: "safe",
  what: "A suppression that suppresses nothing.",
  why: "A comment left behind hides the next real finding on its line.",
  instead: "Remove it.",
  examples: [],
  unsuppressible: true,
});
