import { isTypeScript } from "../../server/facts/languages.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import type { Module } from "../../server/facts/project.ts";
import type { Span } from "../../server/facts/spec.ts";
import { defineRule, type ModuleContext } from "../define.ts";
import { neededModels } from "../shared/needed-models.ts";

/** A row of CONTRACT_CHANGES. */
interface Change {
  assumed: string;
  found: string;
  adaptation: string;
}

export default defineRule({
  id: "spec_contract_change",
  family: "spec",
  check: null,
  severity: "info",
  languages: ["yaml"],
  fix: null,
  what: "The spec assumes something that the contracts contradict; the contracts win.",
  why: "What is generated follows the repository; whoever wrote the spec must learn that it differs.",
  instead: "Correct the spec, or accept the adaptation that the report lists under CONTRACT_CHANGES.",
  examples: [],
  module(module, context) {
    identity(module, context);
    idempotency(module, context);
    models(module, context);
    metadata(module, context);
  },
});

function tell(module: Module, context: ModuleContext, at: Span, change: Change): void {
  context.report(module.specPath, {
    at,
    message: `The spec assumes ${change.assumed}, but ${change.found}. ${change.adaptation}.`,
    data: { ...change },
  });
}

function identity(module: Module, context: ModuleContext): void {
  const { contracts, profile } = context.project;
  const field = contracts.identity.value;
  if (field === null) return;
  const stated = module.spec.canonicalIdentifier;
  if (stated && stated.text !== field && profile.tool_identity_canon.options.includes(stated.text)) {
    tell(module, context, stated.span, {
      assumed: `${stated.text} as identity`,
      found: `the repository uses ${field}`,
      adaptation: `Using ${field} throughout`,
    });
  } else if (!stated && field !== profile.tool_identity_canon.canonical_field && contracts.identity.evidence.length > 0) {
    const assumed = profile.tool_identity_canon.canonical_field;
    tell(module, context, module.spec.idSpan, {
      assumed: `${assumed} as identity`,
      found: `the repository knows only ${field}`,
      adaptation: `Using ${field} throughout`,
    });
  }
}

function idempotency(module: Module, context: ModuleContext): void {
  const stated = module.spec.idempotency?.mechanism;
  // A module that looks for no duplicates assumes nothing of how they are found.
  if (module.spec.idempotency?.enabled === false) return;
  const { value } = context.project.contracts.idempotency;
  if (!stated || value === null || stated.text === value) return;
  tell(module, context, stated.span, {
    assumed: `the idempotency mechanism ${stated.text}`,
    found: `the repository uses ${value}`,
    adaptation: `Using ${value}`,
  });
}

/** Models that go by another name here, and models that lie elsewhere than MODEL_LOCATIONS says. */
function models(module: Module, context: ModuleContext): void {
  const { contracts, profile } = context.project;
  const services = Object.keys(profile.model_locations).filter((name) => name.endsWith("Service"));
  for (const name of [...neededModels(module.kind, profile), ...services]) {
    const lookup = contracts.required(name);
    if (lookup.status !== "found") continue;
    const alias = module.spec.modelAliases.find((entry) => entry.name.text === name);
    // What the configuration says of the repository, no spec assumes otherwise.
    if (lookup.alias && !alias) continue;
    if (lookup.alias && alias) {
      tell(module, context, alias.name.span, {
        assumed: `the model ${name}`,
        found: `the repository has ${lookup.alias} in ${lookup.class.module}`,
        adaptation: `Using ${lookup.alias}`,
      });
      continue;
    }
    const expected = (profile.model_locations[name] ?? []).map((path) =>
      path.replace(/\.(?:py|[cm]?tsx?)$/, "").replaceAll("/", "."),
    );
    const known = Object.values(profile.required_imports).some(
      ({ module: from, names }) => from === lookup.class.module && names.includes(name),
    );
    if (expected.length === 0 || known || expected.includes(lookup.class.module)) continue;
    // A table of Python files says nothing of where TypeScript keeps a model.
    if (isTypeScript(lookup.class.evidence.path) && !profile.model_locations[name]?.some(isTypeScript)) continue;
    tell(module, context, module.spec.idSpan, {
      assumed: `${name} in ${expected.join(" or ")}`,
      found: `it is defined in ${lookup.class.module}`,
      adaptation: `Importing it from ${lookup.class.module}`,
    });
  }
}

/** `packet_contract.requires_metadata` names fields of PacketMetadata; what that model lacks can not be written there. */
function metadata(module: Module, context: ModuleContext): void {
  const lookup = context.project.contracts.part("packet_metadata");
  if (lookup.status !== "found" || !lookup.class.complete || lookup.class.extraAllowed) return;
  const fields = lookup.class.fields.map(({ name }) => name);
  for (const { text, span } of module.spec.requiredMetadata) {
    if (fields.some((field) => snakeCase(field) === snakeCase(text))) continue;
    tell(module, context, span, {
      assumed: `the metadata field ${text}`,
      found: `${lookup.class.name} has ${fields.join(", ")}`,
      adaptation: `Writing ${text} into the payload`,
    });
  }
}
