import type { ContractClass, ContractField } from "../../../../facts/contracts.ts";
import { takesNone, type DeclaredType, type Limits } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import type { KnownContracts } from "../design/contracts.ts";
import { call, pyString } from "../python/dedent.ts";

/** `Model(a=1, b="x")`: what is given, and a value for every other required field. */
export function sampleOf(
  contracts: KnownContracts,
  model: ContractClass,
  given: Readonly<Record<string, string>>,
  indent = 0,
): string {
  return call(model.name, sampleArguments(contracts, model, given), indent);
}

/** `a=1`, `b="x"`: the same, as arguments. */
export function sampleArguments(
  contracts: KnownContracts,
  model: ContractClass,
  given: Readonly<Record<string, string>>,
): string[] {
  return model.fields.flatMap((field) => {
    const value = given[field.name] ?? (field.required ? valueFor(field, contracts) : null);
    return value === null ? [] : [`${field.name}=${value}`];
  });
}

function valueFor({ name, annotation, type }: ContractField, contracts: KnownContracts): string {
  return type.kind === "unknown" ? byWords(name, annotation ?? "") : sample(type, name, contracts);
}

/** A value of a type. @param name of what it is for, which a text says */
function sample(type: DeclaredType, name: string, contracts: KnownContracts): string {
  if (type.kind !== "any" && takesNone(type)) return "None";
  switch (type.kind) {
    case "scalar":
      return scalarSample(type.name, type.limits, name);
    case "literal":
      return pyValue(type.values[0]);
    case "union":
      return sample(type.of[0] ?? { kind: "any" }, name, contracts);
    case "dict":
      return "{}";
    case "list":
    case "sequence":
    case "set":
    case "frozenset":
    case "tuple":
      return itemsSample(type, name, contracts);
    case "class": {
      const found = contracts.at(type.name);
      const [member] = found?.members ?? [];
      if (found && member) return `${found.name}.${member.name}`;
      if (found) return sampleOf(contracts, found, {});
      throw new InventionRequired(
        `The tests need a value for \`${name}\`, but what \`${type.name}\` holds is not known, or another class of the contracts has its name.`,
        "module.id",
        `Add an extract of \`${type.name}\` to the Space, or give one of the two classes another name.`,
      );
    }
    default:
      return pyString(`${name}-1`);
  }
}

function itemsSample(type: Extract<DeclaredType, { items: unknown }>, name: string, contracts: KnownContracts): string {
  const places = type.fixed
    ? type.items
    : Array.from({ length: type.limits.minLength ?? 0 }, () => type.items[0] ?? { kind: "any" as const });
  const items = places.map((place) => sample(place, name, contracts));
  if (type.kind === "tuple") return items.length === 1 ? `(${items.join("")},)` : `(${items.join(", ")})`;
  if (type.kind === "list" || type.kind === "sequence") return `[${items.join(", ")}]`;
  return items.length === 0
    ? `${type.kind}()`
    : type.kind === "set"
      ? `{${items.join(", ")}}`
      : `frozenset({${items.join(", ")}})`;
}

/** ISO texts are read by every version of pydantic, and need no import. */
function scalarSample(scalar: Extract<DeclaredType, { kind: "scalar" }>["name"], limits: Limits, name: string): string {
  switch (scalar) {
    case "UUID":
      return limits.version === 5 ? 'uuid5(NAMESPACE_DNS, "sample")' : "uuid4()";
    case "int":
    case "float":
    case "Decimal":
      return numberSample(scalar, limits);
    case "bool":
      return "True";
    case "bytes":
      return `b${pyString(`${name}-1`)}`;
    case "datetime":
      return '"2024-01-01T00:00:00"';
    case "date":
      return '"2024-01-01"';
    case "time":
      return '"12:00:00"';
    case "timedelta":
      return "60";
    case "url":
      return '"https://example.com/1"';
    case "email":
      return '"someone@example.com"';
    default: {
      const text = `${name}-1`;
      const least = limits.minLength ?? 0;
      return pyString(text.slice(0, limits.maxLength ?? text.length).padEnd(least, "x"));
    }
  }
}

function numberSample(scalar: "int" | "float" | "Decimal", { gt, ge, lt, le, multipleOf }: Limits): string {
  const step = multipleOf ?? 1;
  const least = ge ?? (gt === undefined ? (lt === undefined && le === undefined ? step : null) : gt + step);
  const value = least !== null ? Math.ceil(least / step) * step : Math.floor((le ?? (lt ?? 0) - step) / step) * step;
  return scalar === "float" && Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Where the type can not be read, what its words say. */
function byWords(name: string, type: string): string {
  if (/\bOptional\b|\bNone\b/.test(type)) return "None";
  if (/\bUUID\b/.test(type)) return "uuid4()";
  if (/^(?:typing\.)?(?:[Dd]ict|Mapping)\b/.test(type)) return "{}";
  if (/^(?:typing\.)?(?:[Ll]ist|Sequence|[Tt]uple|[Ss]et)\b/.test(type)) return "[]";
  if (/\b(?:int|float)\b/.test(type)) return "1";
  if (/\bbool\b/.test(type)) return "True";
  return /\bdatetime\b/.test(type) ? '"2024-01-01T00:00:00"' : pyString(`${name}-1`);
}

/** A JSON value as Python. */
export function pyValue(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return pyString(value);
  if (Array.isArray(value)) return `[${value.map(pyValue).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${pyString(key)}: ${pyValue(item)}`)
    .join(", ")}}`;
}
