import type { DeclaredType } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Given } from "./given-values.ts";
import { limitWords, noSuchMember, quoted } from "./type-words.ts";

type ClassAt = (dotted: string) => ContractClass | null;

/** Why a value does not fit, and what to give instead: the end of a message that begins with the declared type. */
export function problemInTypeScript(type: DeclaredType, given: Given, classAt: ClassAt): string {
  if (given.kind === "member" && given.missing) return noSuchMember(given);
  if (given.kind === "none") return "which does not take null. Give it a value, or declare it nullable.";
  return `and ${words(given)} can not be one. ${advice(type, given, classAt)}`;
}

function words(given: Given): string {
  switch (given.kind) {
    case "text":
      return given.value === null ? "this text" : `the text ${JSON.stringify(given.value)}`;
    case "int":
    case "float":
      return given.value === null ? "a number" : String(given.value);
    case "bool":
      return given.value === null ? "a boolean" : String(given.value);
    case "datetime":
      return "a Date";
    case "list":
      return "an array";
    case "dict":
      return "an object";
    case "member":
      return `\`${given.of.name}.${given.name}\``;
    default:
      return "this value";
  }
}

const WANTED: Readonly<Record<string, string>> = { str: "a string", float: "a number", int: "a whole number", bool: "a boolean" };
const FORMS = { uuid: "UUID", email: "e-mail address", url: "URL" } as const;

function advice(type: DeclaredType, given: Given, classAt: ClassAt): string {
  switch (type.kind) {
    case "union":
      return advice(type.of.find(({ kind }) => kind !== "none") ?? { kind: "any" }, given, classAt);
    case "literal":
      return type.values.length === 1
        ? `Its one value is ${quoted(type.values.map((value) => JSON.stringify(value)))}.`
        : `Its values are ${quoted(type.values.map((value) => JSON.stringify(value)))}.`;
    case "class": {
      const found = classAt(type.name);
      if (found?.kind === "enum") return `Give a member of ${found.name}: ${quoted(found.members.map(({ name }) => name))}.`;
      return `Give it an object of what \`${found?.name ?? type.name}\` holds.`;
    }
    case "scalar": {
      if (type.name === "datetime") return "Give it a `Date`: `new Date(…)`.";
      const isForm = given.kind === "text" && type.limits.format !== undefined;
      if (isForm && type.limits.format) {
        const version = type.limits.version === undefined ? "" : ` of version ${type.limits.version}`;
        const form = FORMS[type.limits.format];
        return `Give it the text of ${form === "e-mail address" ? "an" : "a"} ${form}${version}.`;
      }
      if (given.kind === "text" && type.name === "str") return `It must be ${limitWords(type.limits)}.`;
      const isNumber = given.kind === "int" || given.kind === "float";
      const isWhole = isNumber && given.value !== null && Number.isInteger(given.value);
      if (isNumber && (type.name === "float" || (type.name === "int" && isWhole)))
        return `It must be ${limitWords(type.limits)}.`;
      return `Give it ${WANTED[type.name] ?? `\`${type.name}\``}.`;
    }
    case "list":
    case "tuple":
      return "Give it an array.";
    default:
      return "Give it an object.";
  }
}
