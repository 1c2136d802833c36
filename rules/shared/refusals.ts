import type { DeclaredType, Limits, LiteralValue, ScalarName } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Given } from "./given-values.ts";

/** Who takes the value: a pydantic model converts what it can (what either version takes counts as taken); anything else takes it as it is. */
export type Taker = "pydantic" | "plain";

/** A value without what is inside it. @param classAt the class of a dotted name. @returns true where the type certainly does not take it */
export function refuses(
  type: DeclaredType,
  given: Given,
  taker: Taker,
  classAt: (dotted: string) => ContractClass | null,
): boolean {
  if (given.kind === "member" && given.missing) return true;
  switch (type.kind) {
    case "any":
    case "unknown":
    case "object":
      return false;
    case "none":
      return given.kind !== "none" && given.kind !== "instance" && given.kind !== "member";
    case "union":
      return type.of.every((part) => refuses(part, given, taker, classAt));
    case "literal":
      return refusesLiteral(type.values, given);
    case "class":
      return refusesClass(classAt(type.name), given, taker);
    case "dict":
      return (
        ["none", "int", "float", "bool", "uuid", "datetime", "date", "timedelta", "Decimal", "Path"].includes(given.kind) ||
        isFilledText(given)
      );
    case "list":
    case "set":
    case "frozenset":
    case "tuple":
      return isSingle(given) || given.kind === "text" || given.kind === "bytes" || given.kind === "dict";
    case "sequence":
      return isSingle(given);
    case "scalar":
      if (given.kind === "none") return true;
      return taker === "pydantic" ? refusesConverted(type.name, type.limits, given) : refusesPlain(type.name, given);
  }
}

/** One value, which is no collection of any kind. */
function isSingle({ kind }: Given): boolean {
  return ["none", "int", "float", "bool", "uuid", "datetime", "date", "time", "timedelta", "Decimal", "Path"].includes(kind);
}

function isCollection({ kind }: Given): boolean {
  return kind === "list" || kind === "tuple" || kind === "set" || kind === "dict";
}

function isFilledText(given: Given): boolean {
  return given.kind === "text" && given.parts.some((part) => part !== null && part !== "");
}

function refusesLiteral(values: readonly LiteralValue[], given: Given): boolean {
  switch (given.kind) {
    case "none":
      return !values.includes(null);
    case "text":
      return given.value === null ? !values.some((value) => typeof value === "string") : !values.includes(given.value);
    case "int":
    case "float":
    case "bool":
      // 1, 1.0 and True are the same key.
      return given.value === null
        ? !values.some(isNumeric)
        : !values.some((value) => isNumeric(value) && Number(value) === Number(given.value));
    case "uuid":
    case "datetime":
    case "list":
    case "dict":
      return true;
    default:
      return false;
  }
}

function isNumeric(value: LiteralValue): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function refusesClass(found: ContractClass | null, given: Given, taker: Taker): boolean {
  if (!found?.complete) return false;
  if (given.kind === "none") return found.kind !== "protocol";
  if (given.kind === "member") return false;
  if (found.kind === "enum") {
    const values = found.members.map(({ value }) => value);
    if (values.length === 0 || values.includes(null)) return false;
    if (
      given.kind === "text" &&
      values.every(isNumeric) &&
      given.parts.some((part) => part === null || /^[\s+\-\d._]*$/.test(part))
    )
      return false;
    // Version 1 makes a whole number of it first.
    if (given.kind === "float" && values.every(isNumeric)) return false;
    return given.kind === "instance" ? false : refusesLiteral(values, given);
  }
  if (found.ownConstructor || found.validatesWhole) return false;
  if (found.kind === "dataclass") return isSingle(given) || isFilledText(given) || (taker === "plain" && given.kind === "dict");
  if (found.kind !== "pydantic") return false;
  if (given.kind === "instance") return refusesModel(found, given.of);
  return isSingle(given) || isFilledText(given) || (taker === "plain" && (given.kind === "dict" || given.kind === "list"));
}

/** Another model stands for it only where it brings all that is required: a subclass does. */
function refusesModel(wanted: ContractClass, given: ContractClass): boolean {
  if (!given.complete || given.kind === "class" || given.kind === "protocol" || given.kind === "enum") return false;
  if (given.name === wanted.name) return false;
  const brought = new Set(given.fields.map(({ name }) => name));
  return wanted.fields.some(({ name, required, aliases }) => required && aliases.length === 0 && !brought.has(name));
}

const NUMBER = /[^\s\p{Nd}+\-._eE]/u;
const SPECIAL = /^\s*[+-]?(?:nan|inf(?:inity)?)\s*$/i;
const BOOLEAN = /^\s*(?:0|1|on|off|t|f|true|false|y|n|yes|no)\s*$/i;
const IN_UUID = /[^0-9a-fA-F\-{}urnidURNID:_\s+]/;

/** Some known part of a text shows that the whole can be none of its kind. */
function anyPart(given: Extract<Given, { kind: "text" }>, impossible: RegExp): boolean {
  return given.parts.some((part) => part !== null && impossible.test(part));
}

function isNoNumber(given: Extract<Given, { kind: "text" }>): boolean {
  if (given.value !== null) return !SPECIAL.test(given.value) && (NUMBER.test(given.value) || !/\p{Nd}/u.test(given.value));
  return given.parts.some((part) => part !== null && /[^\s\p{Nd}+\-._a-zA-Z]/u.test(part));
}

/** What both versions of pydantic refuse. */
function refusesConverted(name: ScalarName, limits: Limits, given: Given): boolean {
  if (given.kind === "instance" || given.kind === "member") return false;
  if (isCollection(given)) return true;
  if (limits.strict === true && isStrictlyOther(name, given)) return true;
  switch (name) {
    case "str":
      return ["uuid", "datetime", "date", "time", "timedelta", "Path"].includes(given.kind) || outside(limits, given);
    case "bytes":
      return ["uuid", "datetime", "date", "time", "timedelta", "Path"].includes(given.kind);
    case "int":
      if (given.kind === "text") return isNoNumber(given);
      return ["datetime", "date", "time", "timedelta", "Path"].includes(given.kind) || outside(limits, given);
    case "float":
      if (given.kind === "text") return isNoNumber(given);
      return ["uuid", "datetime", "date", "time", "timedelta", "Path"].includes(given.kind) || outside(limits, given);
    case "Decimal":
      if (given.kind === "text") return isNoNumber(given);
      return ["uuid", "datetime", "date", "time", "timedelta", "Path"].includes(given.kind);
    case "bool":
      if (given.kind === "text") return given.value !== null && !BOOLEAN.test(given.value);
      if (given.kind === "int" || given.kind === "float") return given.value !== null && given.value !== 0 && given.value !== 1;
      return ["uuid", "datetime", "date", "time", "timedelta", "Path"].includes(given.kind);
    case "UUID":
      if (given.kind === "uuid")
        return limits.version !== undefined && given.version !== null && limits.version !== given.version;
      if (given.kind === "text") return given.value === null ? anyPart(given, IN_UUID) : !isUuidText(given.value);
      return given.kind !== "bytes";
    case "datetime":
    case "date":
    case "time":
    case "timedelta":
      if (given.kind === "text")
        return given.value === null ? false : !/\p{Nd}/u.test(given.value) && !/nan|inf|^P/i.test(given.value.trim());
      return (
        given.kind === "uuid" ||
        given.kind === "Path" ||
        (given.kind === "timedelta" && name !== "timedelta") ||
        (given.kind === "datetime" && name === "timedelta")
      );
    case "Path":
      return ["int", "float", "bool", "uuid", "datetime", "date", "time", "timedelta", "Decimal"].includes(given.kind);
    case "url":
      if (given.kind === "text") return given.value !== null && !given.value.includes(":");
      return isSingle(given);
    case "email":
      if (given.kind === "text") return given.value !== null && !given.value.includes("@");
      return isSingle(given);
  }
}

function isUuidText(text: string): boolean {
  const digits = text
    .replace(/urn:|uuid:/g, "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  return /^[0-9a-fA-F_]{32}$/.test(digits);
}

/** A limit that a literal breaks. */
export function outside({ gt, ge, lt, le, multipleOf, minLength, maxLength }: Limits, given: Given): boolean {
  if (given.kind === "int" || given.kind === "float") {
    const { value } = given;
    if (value === null) return false;
    const within =
      value > (gt ?? -Infinity) && value >= (ge ?? -Infinity) && value < (lt ?? Infinity) && value <= (le ?? Infinity);
    return (
      !within || (multipleOf !== undefined && Number.isInteger(multipleOf) && Number.isInteger(value) && value % multipleOf !== 0)
    );
  }
  // Space at the ends may be taken away first.
  if (given.kind !== "text" || given.value === null || given.value !== given.value.trim()) return false;
  const length = [...given.value].length;
  return length < (minLength ?? 0) || length > (maxLength ?? Infinity);
}

/** `strict` takes the type itself, and a whole number for a float. */
function isStrictlyOther(name: ScalarName, given: Given): boolean {
  switch (name) {
    case "str":
      return given.kind !== "text";
    case "int":
      return given.kind !== "int";
    case "float":
      return given.kind !== "float" && given.kind !== "int";
    case "bool":
      return given.kind !== "bool";
    case "UUID":
      return given.kind !== "uuid";
    default:
      return false;
  }
}

const SAME: Readonly<Partial<Record<ScalarName, readonly Given["kind"][]>>> = {
  str: ["text"],
  int: ["int", "bool"],
  float: ["float", "int", "bool", "Decimal"],
  bool: ["bool", "int"],
  bytes: ["bytes"],
  UUID: ["uuid"],
  datetime: ["datetime", "date"],
  date: ["date", "datetime"],
  timedelta: ["timedelta"],
  Decimal: ["Decimal", "int", "float"],
};

/** Nothing converts: another type is another type. */
function refusesPlain(name: ScalarName, given: Given): boolean {
  if (given.kind === "instance" || given.kind === "member") return false;
  const same = SAME[name];
  return same !== undefined && !same.includes(given.kind);
}
