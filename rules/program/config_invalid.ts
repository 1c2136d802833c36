import { defineRule } from "../define.ts";

export default defineRule({
  id: "config_invalid",
  family: "program",
  check: null,
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "The configuration file has an error.",
  why: "Until it is right the last good configuration is used, and fixes and generation are off.",
  instead: "Correct the value at the place shown.",
  examples: [],
  unsuppressible: true,
});
