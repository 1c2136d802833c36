import type { ContractClass } from "../../server/facts/contracts.ts";
import { defineRule } from "../define.ts";
import { neededModels } from "../shared/needed-models.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "model_ambiguous",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A required model has several definitions that differ, and nothing says which one counts.",
  why: "Code written for one of them fails with the others.",
  instead: "Say where the model lives: a row of `model_locations` in the configuration's `profile`.",
  examples: [],
  module(module, context) {
    const { contracts, profile } = context.project;
    for (const name of neededModels(module.kind, profile)) {
      const lookup = contracts.required(name);
      if (lookup.status !== "ambiguous") continue;
      const { candidates } = lookup;
      context.report(
        module.specPath,
        specBlocker(module.spec, context, {
          at: module.spec.idSpan,
          issue: `${name} is defined differently in ${candidates.map((candidate) => candidate.module).join(", ")}, and nothing says which one counts.`,
          instead: `Name its file in the configuration: \`profile: { model_locations: { ${name}: [path] } }\`.`,
          related: candidates.flatMap(({ evidence, module: from, ...members }) =>
            evidence.span
              ? [{ path: evidence.path, at: evidence.span, message: `${from}.${name} has ${listMembers(members)}` }]
              : [],
          ),
          data: { model: name, modules: candidates.map((candidate) => candidate.module) },
        }),
      );
    }
  },
});

/** The fields of a model; of a class that is none, what its instances have. */
function listMembers({ fields, attributes, methods }: Pick<ContractClass, "fields" | "attributes" | "methods">): string {
  const members = [fields.map(({ name }) => name), attributes, methods.map(({ name }) => name)];
  return members.find((names) => names.length > 0)?.join(", ") ?? "no fields";
}
