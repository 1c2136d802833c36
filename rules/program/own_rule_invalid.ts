import { defineRule } from "../define.ts";

export default defineRule({
  id: "own_rule_invalid",
  family: "program",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A rule of the repository's own, in `.l9/rules/`, that can not be used.",
  why: "What it looks for is not found until it is right; the other rules go on.",
  instead: "Correct the value at the place shown.",
  examples: [],
});
