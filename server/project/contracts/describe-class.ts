import type { ContractClass, ContractField, ContractMethod, ContractParameter } from "../../facts/contracts.ts";
import type { ClassFact, FieldFact, FunctionFact, ParameterFact } from "../../facts/kinds.ts";
import { carriedClass, itemClass } from "../../code/types/python.ts";
import type { TypeFact } from "../../code/types/type.ts";
import { limited } from "../../code/types/declared.ts";
import { membersOf } from "./enum-members.ts";
import { declaredType, fieldType } from "./field-types.ts";
import {
  definitionsIn,
  evidenceOf,
  findClass,
  isPartial,
  nameFrom,
  reexport,
  type Definition,
  type ContractSource,
  type Repository,
} from "./repository.ts";

/** Bases outside the workspace that bring no fields, by their last name: what they bring is known. */
const KNOWN_BASES = new Set([
  "ABC",
  "BaseModel",
  "BaseSettings",
  "Enum",
  "Flag",
  "Generic",
  "GenericModel",
  "IntEnum",
  "IntFlag",
  "NamedTuple",
  "Protocol",
  "StrEnum",
  "TypedDict",
  "int",
  "object",
  "str",
]);

/** Class decorators that add no member of their own that anybody calls by name. */
const KEEPING_DECORATORS =
  /^(?:dataclasses|attrs?|pydantic(?:_settings)?|typing|typing_extensions|functools|enum|abc|pytest|warnings|injector|unittest|freezegun)\.|^(?:\w+\.)*(?:dataclass|define|frozen|mutable|final|runtime_checkable|total_ordering|unique|verify|deprecated|inject(?:able)?|singleton|service|component)$/;

/** What pydantic's BaseModel gives every model, versions 1 and 2; `model_…` names come on top. */
const PYDANTIC_API =
  "construct copy dict fields from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate".split(
    " ",
  );

const OBJECT_API: Record<string, readonly string[]> = {
  enum: ["name", "value"],
  namedtuple: ["count", "index"],
  typeddict: ["clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"],
};

/** A class with everything it inherits, bases followed through the repository. */
export function describeClass(definition: Definition, repository: Repository): ContractClass {
  return describe(definition, repository, []);
}

function describe({ fact, source }: Definition, repository: Repository, seen: readonly ClassFact[]): ContractClass {
  const bases: ContractClass[] = [];
  const mixedIn: ContractField[] = [];
  const namesakes = source.facts.classes.filter((other) => other.name === fact.name && other.within === fact.within);
  // A class that is defined twice (`if VERSION: class X … else: class X …`) may be either.
  let complete = !fact.unknownBase && !isPartial({ fact, source }) && namesakes.length === 1;
  for (const base of fact.bases) {
    const found = findBase(base, { fact, source }, repository);
    if (found && !seen.includes(found.fact)) {
      bases.push(describe(found, repository, [...seen, fact]));
      mixedIn.push(...mixedInFields(found, repository));
    } else if (!found && !KNOWN_BASES.has(base.split(".").at(-1) as string)) complete = false;
  }
  if (bases.some((base) => !base.complete)) complete = false;
  if (fact.methods.some(({ name }) => name === "__getattr__" || name === "__getattribute__")) complete = false;
  // What another decorator makes of the class may have more members.
  if (source.typescript === undefined && fact.decorators.some((name) => !KEEPING_DECORATORS.test(name))) complete = false;
  const kind = fact.kind !== "plain" ? fact.kind : (bases.find((base) => base.kind !== "class")?.kind ?? "class");
  const noteAttribute = (name: string, type: TypeFact | null): void => {
    attributes.add(name);
    const found = absoluteClass(type?.name ?? null, source);
    if (found !== null && found.includes(".")) attributeClasses[name] = found;
  };
  // An optional field without a default is asked for by pydantic 2 only; where the version is not known, it is not missed.
  const versions = new Set(source.facts.classes.map(({ pydantic }) => pydantic));
  const pydantic2 = fact.pydantic === 2 || (fact.pydantic === null && versions.has(2) && !versions.has(1));
  const fields = new Map<string, ContractField>();
  const methods = new Map<string, ContractMethod>();
  const attributes = new Set<string>(kind === "pydantic" ? PYDANTIC_API : (OBJECT_API[kind] ?? []));
  const attributeClasses: Record<string, string> = {};
  for (const base of bases.toReversed()) {
    Object.assign(attributeClasses, base.attributeClasses);
    for (const field of base.fields) fields.set(field.name, { ...field, inheritedFrom: field.inheritedFrom ?? base.name });
    for (const method of base.methods) methods.set(method.name, { ...method, inheritedFrom: method.inheritedFrom ?? base.name });
    for (const attribute of base.attributes) attributes.add(attribute);
  }
  if (kind === "pydantic") for (const field of mixedIn) if (!fields.has(field.name)) fields.set(field.name, field);
  const isAttrs = fact.decorators.some((name) => /^attrs?\b/.test(name));
  for (const field of fact.fields) {
    const inherited = fields.get(field.name);
    if (field.init) fields.set(field.name, readField(field, { fact, source }, repository, { pydantic2, isAttrs }));
    // `scheme = "bearer"` in a subclass gives the field that it inherits a default.
    else if (kind === "pydantic" && inherited && field.default !== null && !/^[\w.]*\bField\(\s*\.\.\./.test(field.default))
      fields.set(field.name, {
        ...inherited,
        required: false,
        default: field.default,
        evidence: evidenceOf(source, field.span),
      });
    else noteAttribute(field.name, field.annotation);
  }
  for (const nested of source.facts.classes) if (nested.within === fact.qualified) attributes.add(nested.name);
  for (const method of fact.methods) {
    if (isProperty(method)) noteAttribute(method.name, method.returns);
    else methods.set(method.name, readMethod(method, source, repository));
  }
  for (const [name, field] of fields) {
    const converted = field.converted || convertsAll(fact) || fact.converts.includes(name) || fact.converts.includes("*");
    const type = fact.strict ? limited(field.type, { strict: true }) : field.type;
    if (converted !== field.converted || type !== field.type) fields.set(name, { ...field, converted, type });
  }
  return {
    name: fact.name,
    module: source.module,
    kind,
    fields: [...fields.values()],
    methods: [...methods.values()],
    attributes: [...attributes].sort(),
    attributeClasses,
    members: kind === "enum" ? membersOf(fact) : [],
    extraAllowed: fact.extra === "allow" || (fact.extra === null && bases.some((base) => base.extraAllowed)),
    ownConstructor:
      fact.generatedAliases || fact.ownInit || fact.bases.some(readsEnvironment) || bases.some((base) => base.ownConstructor),
    ...(fact.byName || bases.some((base) => base.byName) ? { byName: true } : {}),
    takes: fact.takes?.map((one) => readField(one, { fact, source }, repository, { pydantic2: false, isAttrs: false })) ?? null,
    validatesWhole: fact.methods.some(validatesWhole) || bases.some((base) => base.validatesWhole),
    complete,
    evidence: evidenceOf(source, fact.span),
  };
}

/** attrs has converters, pydantic's dataclasses convert, and a `__post_init__` may do anything; the standard library's take what they are given. */
function convertsAll({ kind, decorators, methods }: ClassFact): boolean {
  if (kind !== "dataclass") return false;
  return (
    !decorators.some((name) => /^(?:dataclasses\.)?dataclass$/.test(name)) || methods.some(({ name }) => name === "__post_init__")
  );
}

/** What a class that is no model declares: pydantic 2 makes fields of it in the models that inherit it. Version 1 does not, so nobody must give them. */
function mixedInFields({ fact, source }: Definition, repository: Repository): ContractField[] {
  if (fact.kind !== "plain") return [];
  const declared = fact.fields.filter(({ annotation, init }) => annotation !== null && !init);
  return declared.map((field) => ({
    ...readField(field, { fact, source }, repository, { pydantic2: false, isAttrs: false }),
    required: false,
    inheritedFrom: fact.name,
  }));
}

function findBase(base: string, { fact, source }: Definition, repository: Repository): Definition | null {
  if (!base.includes(".")) {
    const local = definitionsIn(source, base, repository).find((other) => other.fact !== fact);
    if (local) return local;
  }
  return findClass(nameFrom(source, base), repository);
}

/** Modules looked through for a re-exported class: an import circle ends here. */
const MAX_REEXPORTS = 8;

/** Settings take what is not given from the environment. */
function readsEnvironment(base: string): boolean {
  return /(?:^|\.)BaseSettings$/.test(base);
}

/** The function that a dotted name stands for; a name that a module only imports is followed to where it is defined. */
export function findFunction(dotted: string, repository: Repository, depth = 0): ContractMethod | null {
  const dot = dotted.lastIndexOf(".");
  if (dot < 0 || depth > MAX_REEXPORTS) return null;
  const name = dotted.slice(dot + 1);
  for (const source of repository.sourcesOf(dotted.slice(0, dot))) {
    const own = source.facts.functions.filter((candidate) => candidate.name === name && candidate.within === null);
    // Overloads and conditional definitions may return different things.
    if (own.length > 0) return own.length === 1 ? readMethod(own[0] as FunctionFact, source, repository) : null;
    const imported = reexport(name, source);
    const found = imported && findFunction(imported, repository, depth + 1);
    if (found) return found;
  }
  return null;
}

function readField(
  field: FieldFact,
  { fact, source }: Definition,
  repository: Repository,
  { pydantic2, isAttrs }: { pydantic2: boolean; isAttrs: boolean },
): ContractField {
  // attrs takes `_x` as `x`.
  const plain = field.name.replace(/^_+/, "");
  return {
    name: field.name,
    annotation: field.annotation?.text ?? null,
    type: limited(fieldType(field, source, repository, fact), field.limits ?? {}),
    converted: false,
    className: absoluteClass(field.annotation?.name ?? null, source),
    required: field.required === "always" || (field.required === "pydantic2" && pydantic2),
    default: field.default,
    aliases: isAttrs && plain !== field.name ? [...field.aliases, plain] : field.aliases,
    keywordOnly: field.keywordOnly,
    itemClass: absoluteClass(field.annotation && itemClass(field.annotation), source),
    inheritedFrom: null,
    evidence: evidenceOf(source, field.span),
  };
}

/** A `model_validator` that takes `self` runs after the fields are read; any other may see what was given. */
function validatesWhole(method: FunctionFact): boolean {
  return method.decorators.some(
    (name) =>
      /(^|\.)root_validator$/.test(name) || (/(^|\.)model_validator$/.test(name) && method.parameters[0]?.name !== "self"),
  );
}

function isProperty(method: FunctionFact): boolean {
  return method.decorators.some((name) => /(^|\.)(cached_property|property|setter|hybrid_property|computed_field)$/.test(name));
}

/** The class of an annotation as a dotted name that holds outside its file. */
function absoluteClass(name: string | null, source: ContractSource): string | null {
  if (name === null) return null;
  const classes = source.facts.classes.filter(({ within }) => within === null);
  const dot = name.indexOf(".");
  if (dot >= 0) {
    const outer = name.slice(0, dot);
    // `Outer.Inner`, a class in a class of the same file.
    return classes.some((fact) => fact.name === outer) ? `${source.module}.${name}` : nameFrom(source, name);
  }
  // A type inferred from a schema is as good a name as the schema's own.
  const own = source.typescript === undefined ? classes : [...classes, ...source.facts.aliases];
  return own.some((fact) => fact.name === name) ? `${source.module}.${name}` : name;
}

function readMethod(method: FunctionFact, source: ContractSource, repository: Repository): ContractMethod {
  const unbound =
    source.typescript !== undefined ||
    method.owner === null ||
    method.decorators.some((name) => /(^|\.)staticmethod$/.test(name));
  const { returns } = method;
  // A context manager made of a generator gives what the generator yields.
  const managed = method.decorators.some((name) => /(^|\.)(async)?contextmanager$/.test(name));
  const given = returns && (carriedClass(returns) ?? (managed ? itemClass(returns) : null) ?? returns.name);
  return {
    name: method.name,
    parameters: method.parameters.slice(unbound ? 0 : 1).map((parameter) => readParameter(parameter, source, repository)),
    returns: returns?.text ?? null,
    returnsClass: absoluteClass(given, source),
    returnsItem: managed ? null : absoluteClass(returns && itemClass(returns), source),
    async: method.async,
    inheritedFrom: null,
    ...(method.asserts ? { asserts: method.asserts } : {}),
    evidence: evidenceOf(source, method.span),
  };
}

const KINDS: Record<ParameterFact["kind"], ContractParameter["kind"]> = {
  "positional-only": "positional",
  positional: "positional",
  "keyword-only": "keyword",
  "var-positional": "rest",
  "var-keyword": "keywords",
};

function readParameter(
  { name, kind, annotation, default: value }: ParameterFact,
  source: ContractSource,
  repository: Repository,
): ContractParameter {
  return {
    name,
    annotation: annotation?.text ?? null,
    type: declaredType(annotation?.text, source, repository),
    default: value,
    required: value === null && !kind.startsWith("var-"),
    kind: KINDS[kind],
  };
}
