import { defineRule } from "../define.ts";
import { neededModels } from "../shared/needed-models.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "model_ambiguous",
  family: "contracts",
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
          related: candidates.flatMap(({ evidence, fields, module: from }) =>
            evidence.span
              ? [
                  {
                    path: evidence.path,
                    at: evidence.span,
                    message: `${from}.${name} has ${fields.map((field) => field.name).join(", ")}`,
                  },
                ]
              : [],
          ),
          data: { model: name, modules: candidates.map((candidate) => candidate.module) },
        }),
      );
    }
  },
});
