import type { ContractClass, Contracts } from "../../server/facts/contracts.ts";
import type { ClassFact, FieldFact, FileFacts } from "../../server/facts/kinds.ts";
import type { Span } from "../../server/code/index.ts";
import type { Profile } from "../profile/schema.ts";

/** A model as far as a dict can be compared with it; a contract class is one. */
export interface KnownModel {
  readonly name: string;
  readonly kind: string;
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly aliases: readonly string[] }[];
  readonly extraAllowed: boolean;
  /** Every base was found. */
  readonly complete: boolean;
  /** Where it is defined; null path for the file at hand. */
  readonly path: string | null;
  readonly at: Span | null;
}

/** Kinds of classes that are built from declared fields. */
const MODEL_KINDS = new Set(["pydantic", "dataclass", "typeddict", "namedtuple", "interface", "zod"]);
/** Bases outside the file that bring no fields. */
const FIELDLESS_BASES =
  /(?:^|\.)(?:BaseModel|BaseSettings|GenericModel|Generic|Protocol|ABC|object|TypedDict|NamedTuple|str|int|Enum)$/;

/** The models among classes of one file or module, inherited fields included; bases are looked for by name among all of them. */
export function modelsOf(classes: readonly ClassFact[], path: string | null, all: readonly ClassFact[] = classes): KnownModel[] {
  const version2 = all.some((fact) => fact.pydantic === 2);
  return classes.flatMap((fact) => {
    const model = describe(fact, all, version2, []);
    return model.fields.length > 0 && MODEL_KINDS.has(model.kind) ? [{ ...model, path, at: fact.span }] : [];
  });
}

function describe(fact: ClassFact, all: readonly ClassFact[], version2: boolean, seen: readonly ClassFact[]): KnownModel {
  const fields = new Map<string, KnownModel["fields"][number]>();
  let complete = !fact.unknownBase;
  let kind: string = fact.kind;
  let extraAllowed = fact.extra === "allow";
  for (const base of fact.bases.toReversed()) {
    const last = base.slice(base.lastIndexOf(".") + 1);
    const found = all.find((other) => other.name === last && other !== fact && !seen.includes(other));
    if (found) {
      const model = describe(found, all, version2, [...seen, fact]);
      for (const field of model.fields) fields.set(field.name, field);
      complete &&= model.complete;
      if (kind === "plain") kind = model.kind;
      if (fact.extra === null) extraAllowed ||= model.extraAllowed;
    } else if (!FIELDLESS_BASES.test(base)) complete = false;
  }
  for (const field of fact.fields) {
    if (field.init) fields.set(field.name, { name: field.name, required: isRequired(field, version2), aliases: field.aliases });
  }
  return { name: fact.name, kind, fields: [...fields.values()], extraAllowed, complete, path: null, at: null };
}

function isRequired(field: FieldFact, version2: boolean): boolean {
  return field.required === "always" || (field.required === "pydantic2" && version2);
}

/** A contract class as a model; null for services, enums and the like. */
export function modelOf(found: ContractClass | null): KnownModel | null {
  if (!found || !MODEL_KINDS.has(found.kind) || found.fields.length === 0) return null;
  const { name, kind, fields, extraAllowed, complete, evidence } = found;
  return { name, kind, fields, extraAllowed, complete, path: evidence.path || null, at: evidence.span };
}

/** The generator document's required models, as far as they are found. */
export function requiredModels({ contracts, profile }: { contracts: Contracts; profile: Profile }): KnownModel[] {
  return Object.values(profile.schema_extraction.models_required)
    .flat()
    .flatMap((name) => {
      const lookup = contracts.required(name);
      const model = lookup.status === "found" ? modelOf(lookup.class) : null;
      return model ? [model] : [];
    });
}

/** Every model that a file may know from elsewhere: those it imports, and the required ones. */
export function modelsOutside(
  facts: FileFacts,
  project: { contracts: Contracts; profile: Profile },
  classAt: (dotted: string) => ContractClass | null,
): KnownModel[] {
  return [...importedModels(facts, classAt), ...requiredModels(project)];
}

/** The models that a file imports from the repository or the Space. */
export function importedModels({ imports }: FileFacts, classAt: (dotted: string) => ContractClass | null): KnownModel[] {
  return imports.flatMap(({ module, name }) => {
    if (name === null || name === "*" || !/^_*[A-Z]|Schema$/.test(name)) return [];
    const model = modelOf(classAt(module.endsWith(".") ? `${module}${name}` : `${module}.${name}`));
    return model ? [model] : [];
  });
}

/** True when a dict with these keys is what the model holds: every key a field, every required field a key, two keys at least. */
export function fits(keys: readonly string[], model: KnownModel): boolean {
  if (keys.length < 2 || !model.complete) return false;
  const names = (field: KnownModel["fields"][number]): readonly string[] => [field.name, ...field.aliases];
  const known = new Set(model.fields.flatMap(names));
  return (
    keys.every((key) => known.has(key)) &&
    model.fields.every((field) => !field.required || names(field).some((name) => keys.includes(name)))
  );
}
