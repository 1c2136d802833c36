import { unionOf, type DeclaredType } from "../../code/types/declared.ts";
import type { ClassFact, FieldFact } from "../../facts/kinds.ts";
import { readTypeText, type NameMeaning } from "../../code/types/declared-text.ts";
import { nameFrom, reexport, type ContractSource, type Repository } from "./repository.ts";

const BUILTINS = new Set(["bool", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple"]);

/** Names as an extract uses them without showing its imports. */
const USUAL: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "Annotated Any Dict FrozenSet Iterable List Literal Mapping Optional Sequence Set Tuple Union"
      .split(" ")
      .map((name) => [name, `typing.${name}`]),
  ),
  UUID: "uuid.UUID",
  datetime: "datetime.datetime",
  date: "datetime.date",
  timedelta: "datetime.timedelta",
  Decimal: "decimal.Decimal",
  Path: "pathlib.Path",
};

/** Aliases of aliases that are followed. */
const MAX_STEPS = 6;

/** The type that an annotation of a source declares. @param owner the class it stands in: its nested classes have no name outside */
export function declaredType(
  annotation: string | null | undefined,
  source: ContractSource,
  repository: Repository,
  owner: ClassFact | null = null,
): DeclaredType {
  if (annotation === null || annotation === undefined) return { kind: "any" };
  if (source.typescript !== undefined) return { kind: "unknown" };
  const nested = new Set(
    owner ? source.facts.classes.filter(({ within }) => within === owner.qualified).map(({ name }) => name) : [],
  );
  return readTypeText(annotation, (name) => (nested.has(headOf(name)) ? null : meaningIn(name, source, repository, 0)));
}

/** The type of a field: where the parser of its language read it, with its names as the workspace knows them. */
export function fieldType(field: FieldFact, source: ContractSource, repository: Repository, owner: ClassFact): DeclaredType {
  if (source.typescript !== undefined) return field.declared ? named(field.declared, source, repository, 0) : { kind: "unknown" };
  return declaredType(field.annotation?.text, source, repository, owner);
}

/** A type of TypeScript with its names followed: one that stands for another type gives way to it. */
function named(type: DeclaredType, source: ContractSource, repository: Repository, step: number): DeclaredType {
  const inner = (part: DeclaredType): DeclaredType => named(part, source, repository, step);
  switch (type.kind) {
    case "class":
      return nameOf(type.name, source, repository, step);
    case "union":
      return unionOf(type.of.map(inner));
    case "dict":
      return { ...type, value: inner(type.value) };
    case "object":
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: inner(field.type) })) };
    default:
      return "items" in type ? { ...type, items: type.items.map(inner) } : type;
  }
}

function nameOf(name: string, source: ContractSource, repository: Repository, step: number): DeclaredType {
  if (step > MAX_STEPS) return { kind: "unknown" };
  const dotted = nameFrom(source, name);
  const dot = dotted.lastIndexOf(".");
  const own = dotted.slice(dot + 1);
  const [target] = /[./]/.test(name) ? repository.sourcesOf(dotted.slice(0, dot)) : [source];
  if (!target) return { kind: "class", name: dotted };
  const [alias, ...more] = target.facts.typeAliases.filter((one) => one.name === own);
  const isClass = target.facts.classes.some((fact) => fact.name === own && fact.within === null);
  if (alias) {
    if (isClass || more.length > 0 || !alias.declared) return { kind: "unknown" };
    return named(alias.declared, target, repository, step + 1);
  }
  const next = isClass ? null : (target.facts.aliases.find((one) => one.name === own)?.target ?? reexport(own, target));
  if (next !== null && next !== name) return nameOf(next, target, repository, step + 1);
  return { kind: "class", name: dotted };
}

function meaningIn(name: string, source: ContractSource, repository: Repository, step: number): NameMeaning {
  if (step > MAX_STEPS) return null;
  const { facts } = source;
  const head = headOf(name);
  const aliases = facts.typeAliases.filter((alias) => alias.name === head);
  const classes = facts.classes.filter((fact) => fact.name === head && fact.within === null);
  const imported = new Set(
    facts.imports
      .filter((one) => one.as === head)
      .map((one) =>
        one.name !== null
          ? `${one.module}.${one.name}`
          : one.module === head || one.module.startsWith(`${head}.`)
            ? head
            : one.module,
      ),
  );
  // A name that means two things may mean either.
  if (aliases.length + classes.length + imported.size > 1) return null;
  const [alias] = aliases;
  if (alias) {
    if (head !== name) return null;
    return {
      type: readTypeText(alias.text, (other) => (other === head ? null : meaningIn(other, source, repository, step + 1))),
    };
  }
  if (classes.length > 0) return head === name ? { dotted: `${source.module}.${name}` } : null;
  const [target] = imported;
  if (target !== undefined) return followed(nameFrom(source, target + name.slice(head.length)), repository, step);
  if (BUILTINS.has(name)) return { dotted: name };
  const usual = source.rank !== "workspace" && Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
  return usual === undefined ? null : { dotted: usual };
}

/** An imported name: an alias of the module it comes from stands for its type. */
function followed(dotted: string, repository: Repository, step: number): NameMeaning {
  const dot = dotted.lastIndexOf(".");
  if (dot < 0) return { dotted };
  const name = dotted.slice(dot + 1);
  const [source] = repository.sourcesOf(dotted.slice(0, dot));
  if (!source) return { dotted };
  return meaningIn(name, source, repository, step + 1);
}

function headOf(dotted: string): string {
  const [head = ""] = dotted.split(".");
  return head;
}

/** The type that an index of the Space writes: nothing but usual names stands for something there. */
export function listedType(annotation: string | null): DeclaredType {
  if (annotation === null) return { kind: "any" };
  return readTypeText(annotation, (name) => {
    const usual = BUILTINS.has(name) ? name : Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
    return usual === undefined ? null : { dotted: usual };
  });
}
