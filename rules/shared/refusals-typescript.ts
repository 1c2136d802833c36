import type { DeclaredType, Limits, LiteralValue } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Given } from "./given-values.ts";
import { outside } from "./refusals.ts";

/** Who takes the value: a zod schema when the code runs, or the compiler. zod converts nothing unless the schema says so; such schemas are not judged. */
export type TypeScriptTaker = "zod" | "compiler";

/** A value without what is inside it. @returns true where the type certainly does not take it */
export function refusesInTypeScript(
  type: DeclaredType,
  given: Given,
  taker: TypeScriptTaker,
  classAt: (dotted: string) => ContractClass | null,
): boolean {
  if (given.kind === "member") return given.missing || refusesMember(type, given, classAt);
  // Whether null is taken everywhere is a setting of the compiler's.
  if (given.kind === "none" && taker === "compiler") return false;
  switch (type.kind) {
    case "union":
      return type.of.every((part) => refusesInTypeScript(part, given, taker, classAt));
    case "none":
      return given.kind !== "none";
    case "literal":
      return refusesLiteral(type.values, given);
    case "class":
      return refusesClass(classAt(type.name), given, taker);
    case "object":
      return (taker === "zod" || type.fields.some(isOwn)) && given.kind !== "dict";
    case "dict":
      return given.kind !== "dict" && (taker === "zod" || given.kind !== "list");
    case "list":
    case "tuple":
      return given.kind !== "list";
    case "scalar":
      return taker === "zod"
        ? refusesScalar(type.name, type.limits, given)
        : refusesScalar(type.name === "int" ? "float" : type.name, {}, given);
    default:
      return false;
  }
}

const SAME: Readonly<Record<string, readonly Given["kind"][]>> = {
  str: ["text"],
  int: ["int", "float"],
  float: ["int", "float"],
  bool: ["bool"],
  datetime: ["datetime"],
};

function refusesScalar(name: string, limits: Limits, given: Given): boolean {
  const same = SAME[name];
  if (!same) return false;
  if (!same.includes(given.kind)) return true;
  // Lengths are counted in UTF-16 code units here.
  if (given.kind === "text")
    return isOtherForm(limits, given) || (!/[\ud800-\udfff]/.test(given.value ?? "") && outside(limits, given));
  if (given.kind !== "int" && given.kind !== "float") return false;
  return (name === "int" && given.value !== null && !Number.isInteger(given.value)) || outside(limits, given);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isOtherForm({ format, version }: Limits, given: Extract<Given, { kind: "text" }>): boolean {
  if (format === undefined) return false;
  const { value, parts } = given;
  if (value === null) return format === "uuid" && parts.some((part) => part !== null && /[^0-9a-f-]/i.test(part));
  switch (format) {
    case "uuid":
      return !UUID.test(value) || (version !== undefined && value.charAt(14) !== String(version));
    case "email":
      return !value.includes("@");
    case "url":
      return !value.includes(":");
  }
}

function refusesLiteral(values: readonly LiteralValue[], given: Given): boolean {
  switch (given.kind) {
    case "none":
      return !values.includes(null);
    case "text":
      return given.value === null ? !values.some((value) => typeof value === "string") : !values.includes(given.value);
    case "int":
    case "float":
      return given.value === null ? !values.some((value) => typeof value === "number") : !values.includes(given.value);
    case "bool":
      return given.value === null ? !values.some((value) => typeof value === "boolean") : !values.includes(given.value);
    default:
      return true;
  }
}

function refusesClass(found: ContractClass | null, given: Given, taker: TypeScriptTaker): boolean {
  if (!found?.complete) return false;
  switch (found.kind) {
    case "enum": {
      const values = found.members.map(({ value }) => value);
      if (values.length === 0 || values.includes(null)) return false;
      // The compiler wants the member itself in place of its text; numbers it takes.
      if (taker === "compiler" && given.kind === "text") return true;
      if (taker === "compiler" && (given.kind === "int" || given.kind === "float"))
        return values.every((value) => typeof value === "string");
      return refusesLiteral(values, given);
    }
    case "zod":
      return given.kind !== "dict";
    case "interface":
    case "protocol":
    case "class":
      return given.kind !== "dict" && (found.fields.some(isOwn) || found.methods.some(isOwn));
    default:
      return false;
  }
}

/** Names that texts, numbers, arrays and dates have themselves: a type made of these takes them. */
const PLATFORM = new Set(
  [String, Number, Boolean, Array, Date, Object].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype as object)),
);

/** A member that must be there, and that no value of the platform has. */
function isOwn(member: { name: string; required?: boolean }): boolean {
  return member.required !== false && !PLATFORM.has(member.name);
}

/** A member of an enum stands for its value, and for its enum. */
function refusesMember(
  type: DeclaredType,
  given: Extract<Given, { kind: "member" }>,
  classAt: (dotted: string) => ContractClass | null,
): boolean {
  const value = given.of.members.find(({ name }) => name === given.name)?.value ?? null;
  switch (type.kind) {
    case "union":
      return type.of.every((part) => refusesMember(part, given, classAt));
    case "scalar":
      return (type.name === "bool" || type.name === "datetime") && value !== null;
    case "class": {
      const wanted = classAt(type.name);
      if (wanted?.kind !== "enum" || !wanted.complete || value === null) return false;
      return !wanted.members.some((member) => member.value === value || member.value === null);
    }
    case "object":
    case "dict":
    case "list":
    case "tuple":
      return value !== null;
    default:
      return false;
  }
}
