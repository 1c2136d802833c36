import { defineRule } from "../define.ts";

export default defineRule({
  id: "unused_baseline_entry",
  family: "program",
  check: null,
  severity: "info",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "Findings that the baseline records and that are no longer there.",
  why: "What is mended can come back unseen as long as the baseline still takes it for known.",
  instead: "Run `l9 check --prune-baseline`, which takes them out.",
  examples: [],
  unsuppressible: true,
});
