import { Document, isSeq, visit } from "yaml";
import { partOf } from "../../rules/profile/contract-parts.ts";
import { neededModels } from "../../rules/shared/needed-models.ts";
import type { Contracts, ContractClass, Established, Evidence, PatternReferences } from "../facts/contracts.ts";
import { supportingContracts, type SupportingContract } from "./supporting-contracts.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Profile } from "../../rules/profile/schema.ts";

/** CONTRACT_EXTRACTIONS: what generated code may rely on. */
export interface ContractExtractions {
  /** `part` is what the class is for, by its key in the configuration's `contracts`. */
  models: { part: string; name: string; import: string; fields: string[]; class: ContractClass }[];
  services: { part: string; name: string; import: string; methods: string[]; class: ContractClass }[];
  tool_identity: Established<string>;
  idempotency: Established<string>;
  executor: {
    loop: Established<string>;
    termination: Established<readonly string[]>;
    context_fields: Established<readonly string[]>;
    max_iterations: Established<string>;
  } | null;
  /** What the Space says of the patterns that generated code follows. */
  patterns: PatternReferences;
  /** What the models and services lead to, and what a module of this system is wired with. */
  support: readonly SupportingContract[];
  /** Required names that were not found, or not once. */
  unresolved: { name: string; status: "missing" | "ambiguous" }[];
}

/** A Space file that could not be read: what it says is missing from the extractions. @property file path from the workspace folder, with `/` */
export interface UnreadSpaceFile {
  file: string;
  reason: string;
}

/** True when an index names a model and nothing shows what it holds. */
export function fieldsUnknown({ complete, fields }: ContractClass): boolean {
  return !complete && fields.length === 0;
}

/** The contracts a module needs; of the whole workspace (every required model and service) without a spec. */
export function extractContracts(contracts: Contracts, profile: Profile, spec: SpecDocument | null): ContractExtractions {
  const models = spec ? neededModels(spec.kind, profile) : Object.values(profile.schema_extraction.models_required).flat();
  const services = Object.values(profile.required_imports).flatMap(({ names }) =>
    names.filter((name) => name.endsWith("Service")),
  );
  const result: ContractExtractions = {
    models: [],
    services: [],
    tool_identity: contracts.identity,
    idempotency: contracts.idempotency,
    executor: null,
    patterns: contracts.patterns,
    support: [],
    unresolved: [],
  };
  for (const name of [...models, ...services]) {
    const lookup = contracts.required(name);
    if (lookup.status !== "found") {
      result.unresolved.push({ name, status: lookup.status });
      continue;
    }
    const found = lookup.class;
    const part = partOf(name);
    const line = `from ${found.module} import ${found.name}`;
    if (models.includes(name))
      result.models.push({ part, name: found.name, import: line, fields: found.fields.map((field) => field.name), class: found });
    else
      result.services.push({
        part,
        name: found.name,
        import: line,
        methods: found.methods.map((method) => method.name),
        class: found,
      });
  }
  result.support = supportingContracts(
    contracts,
    result.services.map((service) => service.class),
    result.models.map((model) => model.class),
    spec?.kind ?? null,
  );
  if (!spec || spec.kind === "executor") {
    const { loop, termination, contextFields, maxIterations } = contracts.executor;
    result.executor = { loop, termination, context_fields: contextFields, max_iterations: maxIterations };
  }
  return result;
}

/** The generator document's own format. */
export function contractsYaml(extractions: ContractExtractions, unread: readonly UnreadSpaceFile[] = []): string {
  const { models, services, tool_identity, idempotency, executor, patterns, unresolved } = extractions;
  const said = Object.entries(patterns).flatMap(([key, { value }]) => (value === null ? [] : [[key, value] as const]));
  const document = new Document({
    CONTRACT_EXTRACTIONS: {
      models: models.map((model) => ({
        name: model.name,
        import: model.import,
        fields: fieldsUnknown(model.class) ? "unclear" : model.fields,
      })),
      ...(services.length > 0
        ? {
            services: services.map(({ name, import: line, methods }) => ({
              name,
              import: line,
              methods: methods.filter(isPublic),
            })),
          }
        : {}),
      tool_identity: tool_identity.value ?? "ambiguous",
      idempotency: idempotency.value ?? "unclear",
      ...(executor
        ? {
            executor: {
              loop_semantics: executor.loop.value ?? "unclear",
              termination_conditions: executor.termination.value ?? "unclear",
              context_fields: executor.context_fields.value ?? "unclear",
              max_iterations: executor.max_iterations.value ?? "unclear",
            },
          }
        : {}),
      ...(unresolved.length > 0 ? { unresolved: unresolved.map(({ name, status }) => `${name}: ${status}`) } : {}),
      ...(unread.length > 0 ? { space_files_unread: unread.map(({ file, reason }) => `${file}: ${reason}`) } : {}),
    },
    ...(said.length > 0 ? { PATTERN_REFERENCES: Object.fromEntries(said) } : {}),
  });
  // Names stand on one line, as the generator document writes them.
  visit(document, {
    Pair(_, { key, value }) {
      if (isSeq(value) && ["fields", "methods", "context_fields"].includes(String(key))) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Everything with its evidence, as data for machines. @param place turns evidence into what is told of it */
export function contractsValue(
  extractions: ContractExtractions,
  unread: readonly UnreadSpaceFile[],
  place: (evidence: Evidence) => unknown,
): Record<string, unknown> {
  const proven = <T>({ value, evidence }: Established<T>): unknown => ({
    value,
    evidence: evidence.map((item) => ({ ...(place(item) as object), says: item.says })),
  });
  const described = ({ class: found, import: line }: { class: ContractClass; import: string }): unknown => {
    const { evidence, fields, methods, ...rest } = found;
    const placed = <T extends { evidence: Evidence }>(member: T): unknown => ({ ...member, evidence: place(member.evidence) });
    return { ...rest, import: line, fields: fields.map(placed), methods: methods.map(placed), evidence: place(evidence) };
  };
  const { models, services, tool_identity, idempotency, executor, patterns, unresolved } = extractions;
  const aspects =
    executor && Object.fromEntries(Object.entries(executor).map(([name, aspect]) => [name, proven<unknown>(aspect)]));
  return {
    models: models.map(described),
    services: services.map(described),
    tool_identity: proven(tool_identity),
    idempotency: proven(idempotency),
    executor: aspects,
    patterns: Object.fromEntries(Object.entries(patterns).map(([key, pattern]) => [key, proven(pattern)])),
    unresolved,
    space_files_unread: unread,
  };
}

function isPublic(name: string): boolean {
  return !name.startsWith("_");
}
