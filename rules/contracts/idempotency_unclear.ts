import { defineRule } from "../define.ts";
import { relatedEvidence } from "../shared/evidence.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "idempotency_unclear",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "How duplicates are found can not be established from the repository, the Space or the spec.",
  why: "Tests must mirror the mechanism that really runs; a guessed one is tested and never used.",
  instead: "Name the mechanism in `module.idempotency.mechanism`, or bring the code that finds duplicates into the Space.",
  examples: [],
  module(module, context) {
    const { idempotency } = context.project.contracts;
    if (idempotency.value !== null) return;
    const { spec } = module;
    const mechanism = spec.idempotency?.mechanism ?? null;
    const seen = idempotency.evidence.map(({ says }) => says).join("; ");
    context.report(
      module.specPath,
      specBlocker(spec, context, {
        at: spec.idSpan,
        issue: mechanism
          ? `The spec asks for the idempotency mechanism \`${mechanism.text}\`, and nothing in the repository or the Space can do that${seen ? ` (${seen})` : ""}.`
          : `Idempotency is enabled, and neither the repository, the Space nor the spec says by which mechanism${seen ? ` (${seen})` : ""}.`,
        instead:
          "Write substrate_lookup, memory_cache, both or none under `module.idempotency.mechanism`, and show the code that does it.",
        related: relatedEvidence(idempotency),
      }),
    );
  },
});
