import type { ContractClass } from "../../../../facts/contracts.ts";
import { call, pyString } from "../python/dedent.ts";

/** `Model(a=1, b="x")`: what is given, and a value for every other required field. */
export function sampleOf(model: ContractClass, given: Readonly<Record<string, string>>, indent = 0): string {
  const args = model.fields.flatMap(({ name, annotation, required }) => {
    const value = given[name] ?? (required ? valueFor(name, annotation) : null);
    return value === null ? [] : [`${name}=${value}`];
  });
  return call(model.name, args, indent);
}

function valueFor(name: string, annotation: string | null): string {
  const type = annotation ?? "";
  if (/\bOptional\b|\bNone\b/.test(type)) return "None";
  if (/\bUUID\b/.test(type)) return "uuid4()";
  if (/^(?:typing\.)?(?:[Dd]ict|Mapping)\b/.test(type)) return "{}";
  if (/^(?:typing\.)?(?:[Ll]ist|Sequence|[Tt]uple|[Ss]et)\b/.test(type)) return "[]";
  if (/\bint\b/.test(type)) return "1";
  if (/\bfloat\b/.test(type)) return "1.0";
  if (/\bbool\b/.test(type)) return "True";
  if (/\bdatetime\b/.test(type)) return '"2024-01-01T00:00:00"';
  return pyString(`${name}-1`);
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
