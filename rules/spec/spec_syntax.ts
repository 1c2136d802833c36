import { defineRule } from "../define.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "spec_syntax",
  family: "spec",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A spec that does not parse as YAML: each error at its own place, duplicate keys and unknown aliases among them.",
  why: "What the parser can not read, the generator does not see: the module would be built from the rest.",
  instead:
    "Correct the YAML at the place shown. A document whose aliases multiply without end, or that is nested or long beyond any spec, is not read at all.",
  examples: [{ bad: "module:\n  id: orders\n  id: billing\n", good: "module:\n  id: orders\n" }],
  spec(document, context) {
    for (const { span, message } of document.yaml.problems) {
      const end = message.search(/[.:?](?: |$)/) + 1;
      const issue = end > 0 ? message.slice(0, end).replace(/:$/, ".") : message;
      const report = specBlocker(document, context, {
        at: span,
        issue,
        instead: message.slice(end).trim() || "Correct the YAML here.",
      });
      context.report({ ...report, message });
    }
  },
});
