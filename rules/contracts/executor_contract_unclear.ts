import { relative } from "node:path";
import type { Established } from "../../server/facts/contracts.ts";
import { defineRule } from "../define.ts";
import { relatedEvidence } from "../shared/evidence.ts";

export default defineRule({
  id: "executor_contract_unclear",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "An executor module is asked for, and the repository does not show how its executor loops, ends, or what its context holds.",
  why: "An executor that loops in a way of its own behaves differently from every other agent of the system.",
  instead: "Bring the shared executor (`core/agents/executor.py`) into the repository or its extract into the Space.",
  examples: [],
  module(module, context) {
    if (module.kind !== "executor") return;
    const { executor } = context.project.contracts;
    const aspects: readonly [string, Established<unknown>, string][] = [
      ["loop", executor.loop, "Which loop does the shared executor run?"],
      ["termination conditions", executor.termination, "When does the shared executor's loop end?"],
      [
        "context fields",
        executor.contextFields,
        `Which fields does ${context.project.contracts.nameOf("runtime_context")} have?`,
      ],
      ["max_iterations", executor.maxIterations, "What bounds the number of rounds, and where is it set?"],
    ];
    for (const [aspect, established, question] of aspects) {
      if (established.value !== null) continue;
      const { spec } = module;
      const line = spec.text.slice(0, spec.idSpan.start).split("\n").length;
      const issue = `The executor's ${aspect} can not be derived from the repository or the Space.`;
      context.report(module.specPath, {
        at: spec.idSpan,
        message: `${issue} ${question}`,
        related: relatedEvidence(established),
        data: { blocker: "CONTRACT_UNCLEAR", file: relative(context.project.root, spec.path), line, issue, question, aspect },
      });
    }
  },
});
