import type { DeclaredType, Limits } from "../../server/code/types/declared.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Given } from "./given-values.ts";

type ClassAt = (dotted: string) => ContractClass | null;

/** Why a value does not fit, and what to give instead: the end of a message that begins with the declared type. */
export function problemOf(type: DeclaredType, given: Given, classAt: ClassAt): string {
  if (given.kind === "member" && given.missing) return noSuchMember(given);
  if (given.kind === "none") return "which does not take None. Give it a value, or declare it Optional.";
  return `and ${words(given)} can not be one. ${advice(type, given, classAt)}`;
}

/** The end of a message about a member that its enum does not have. */
export function noSuchMember({ of, name }: Extract<Given, { kind: "member" }>): string {
  return `but ${of.name} has no member \`${name}\`; it has ${quoted(of.members.map((member) => member.name))}.`;
}

function words(given: Given): string {
  switch (given.kind) {
    case "text":
      return given.value === null ? "this text" : `the text ${JSON.stringify(given.value)}`;
    case "int":
    case "float":
      return given.value === null ? `${given.kind === "int" ? "an int" : "a float"}` : String(given.value);
    case "bool":
      return given.value === null ? "a bool" : given.value ? "True" : "False";
    case "uuid":
      return given.version === null ? "a UUID" : `a UUID of version ${given.version}`;
    case "instance":
      return `a ${given.of.name}`;
    case "member":
      return `\`${given.of.name}.${given.name}\``;
    case "none":
      return "None";
    default:
      return `a ${given.kind}`;
  }
}

/** What to give instead. */
function advice(type: DeclaredType, given: Given, classAt: ClassAt): string {
  switch (type.kind) {
    case "union":
      return advice(type.of.find(({ kind }) => kind !== "none") ?? { kind: "any" }, given, classAt);
    case "literal":
      return `Its values are ${quoted(type.values.map((value) => JSON.stringify(value)))}.`;
    case "class": {
      const found = classAt(type.name);
      if (found?.kind === "enum") return `Give a member of ${found.name}: ${quoted(found.members.map(({ name }) => name))}.`;
      return `Build a \`${found?.name ?? type.name}\`.`;
    }
    case "scalar": {
      if (type.name === "UUID") {
        if (given.kind === "uuid") return `It takes version ${type.limits.version ?? ""}.`;
        return given.kind === "text"
          ? "Derive a UUID from the text with `uuid5`, or parse the text of one with `UUID(…)`."
          : "Give it a UUID.";
      }
      const limit = limitWords(type.limits);
      if (limit !== "" && (given.kind === "int" || given.kind === "float" || (given.kind === "text" && type.name === "str")))
        return `It must be ${limit}.`;
      if (type.name === "str" && !("items" in given) && given.kind !== "dict") return "Write `str(…)` around it.";
      return `Give it a value of type ${type.name === "url" ? "URL" : type.name === "email" ? "e-mail address" : `\`${type.name}\``}.`;
    }
    default:
      return `Give it a ${type.kind}.`;
  }
}

/** `at least 1 and at most 10` */
export function limitWords({ gt, ge, lt, le, multipleOf, minLength, maxLength }: Limits): string {
  const said: [string, number | undefined][] = [
    ["greater than", gt],
    ["at least", ge],
    ["less than", lt],
    ["at most", le],
    ["a multiple of", multipleOf],
    ["no shorter than", minLength],
    ["no longer than", maxLength],
  ];
  return said.flatMap(([what, limit]) => (limit === undefined ? [] : [`${what} ${limit}`])).join(" and ");
}

/** Up to eight names, each in backquotes. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return names.length > 8 ? `${shown.join(", ")}, …` : shown.join(", ");
}
