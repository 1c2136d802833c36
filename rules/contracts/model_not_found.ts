import { defineRule } from "../define.ts";
import { isPart, partOf } from "../profile/contract-parts.ts";
import { neededModels } from "../shared/needed-models.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "model_not_found",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A model that the module's kind requires is found neither in the repository nor in the Space.",
  why: "Code written for a model that nobody has seen invents its fields.",
  instead:
    "Add the extract of the file that defines it to the Space, or name the model that stands for it in `module.model_aliases`.",
  examples: [],
  module(module, context) {
    const { contracts, profile } = context.project;
    for (const name of neededModels(module.kind, profile)) {
      const lookup = contracts.required(name);
      if (lookup.status !== "missing") continue;
      const { near, expected } = lookup;
      const part = partOf(name);
      const called = isPart(part) ? contracts.nameOf(part) : name;
      const at = module.spec.idSpan;
      context.report(
        module.specPath,
        specBlocker(module.spec, context, {
          at,
          issue: `${module.kind} modules need the model ${called === name ? name : `${called} (${name})`}, and neither the repository nor the Space defines it.`,
          instead: near
            ? `${near.module} has ${near.name}: if that is what is meant, write \`model_aliases: { ${name}: ${near.name} }\` under \`module:\`.`
            : expected
              ? `It is expected in ${expected}: add that file, or its extract to the Space.`
              : `Add the file that defines it, or its extract to the Space.`,
          related: near?.evidence.span
            ? [{ path: near.evidence.path, at: near.evidence.span, message: `${near.name} is defined here` }]
            : [],
          data: { model: name, near: near?.name ?? null },
        }),
      );
    }
  },
});
