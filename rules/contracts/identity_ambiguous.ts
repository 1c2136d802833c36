import { defineRule } from "../define.ts";
import { relatedEvidence } from "../shared/evidence.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "identity_ambiguous",
  family: "contracts",
  check: "identity_resolved",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "The contract models carry both identity fields of a tool, or different ones.",
  why: "One part binds a tool by one field and another dispatches it by the other: which one counts must be decided once.",
  instead: "Keep one of the fields in the models of a tool's binding, call and answer.",
  examples: [],
  module(module, context) {
    const { contracts, profile } = context.project;
    const { identity } = contracts;
    if (identity.value !== null) return;
    const { canonical_field } = profile.tool_identity_canon;
    context.report(
      module.specPath,
      specBlocker(module.spec, context, {
        at: module.spec.idSpan,
        issue: `The tool models do not agree on what identifies a tool: ${identity.evidence.map(({ says }) => says).join("; ")}.`,
        instead: `Keep \`${canonical_field}\` in all of them, and another name for what is only shown.`,
        related: relatedEvidence(identity),
      }),
    );
  },
});
