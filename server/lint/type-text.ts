import type { DeclaredType, Limits } from "../code/types/declared.ts";
import type { ContractClass, ContractField } from "../facts/contracts.ts";

type ClassAt = (dotted: string) => ContractClass | null;

/** What a field takes beyond what its annotation says: the type behind an alias, the members of an enum. One sentence each; empty where it says all. */
export function takenBy({ annotation, type }: ContractField, classAt: ClassAt): string[] {
  if (annotation === null) return [];
  const text = typeText(type, classAt);
  const members = enumsIn(type, classAt).map(
    ({ name, members: all }) => `\`${name}\` has ${all.map((member) => memberText(member)).join(", ")}.`,
  );
  return text === null || saysAll(annotation, text) ? members : [`\`${annotation}\` is \`${text}\`.`, ...members];
}

function memberText({ name, value }: ContractClass["members"][number]): string {
  return value === null ? `\`${name}\`` : `\`${name}\` (\`${JSON.stringify(value)}\`)`;
}

/** Words of the typing module that a type is written with, and with other ones. */
const WRITTEN =
  /^(?:typing|Optional|Union|List|Dict|Set|FrozenSet|Tuple|Sequence|Mapping|Iterable|Literal|Any|None|null|undefined)$/;

/** Every name of the annotation is one of the type itself. */
function saysAll(annotation: string, text: string): boolean {
  const known = new Set((text.match(/\w+/g) ?? []).map((word) => word.toLowerCase()));
  return (annotation.match(/\w+/g) ?? []).every((word) => WRITTEN.test(word) || known.has(word.toLowerCase()));
}

/** A type as Python writes it, aliases followed; null where a part of it is not known. */
function typeText(type: DeclaredType, classAt: ClassAt): string | null {
  const all = (parts: readonly DeclaredType[]): string[] | null => {
    const texts = parts.map((part) => typeText(part, classAt));
    return texts.every((text) => text !== null) ? texts : null;
  };
  switch (type.kind) {
    case "unknown":
    case "object":
      return null;
    case "any":
      return "Any";
    case "none":
      return "None";
    case "scalar":
      return `${type.name}${limitText(type.limits)}`;
    case "literal":
      return `Literal[${type.values.map((value) => JSON.stringify(value)).join(", ")}]`;
    case "class":
      return classAt(type.name)?.name ?? type.name.slice(type.name.lastIndexOf(".") + 1);
    case "union":
      return all(type.of)?.join(" | ") ?? null;
    case "dict":
      return all([type.key, type.value]) && `dict[${all([type.key, type.value])?.join(", ") ?? ""}]`;
    default: {
      const items = all(type.items)?.join(", ") ?? null;
      return items && `${type.kind}[${items}${type.kind === "tuple" && !type.fixed ? ", ..." : ""}]${limitText(type.limits)}`;
    }
  }
}

function limitText({ gt, ge, lt, le, multipleOf, minLength, maxLength, pattern, version, strict }: Limits): string {
  const said: [string, number | string | undefined | null][] = [
    [">", gt],
    [">=", ge],
    ["<", lt],
    ["<=", le],
    ["multiple of", multipleOf],
    ["length >=", minLength],
    ["length <=", maxLength],
    ["pattern", pattern],
    ["version", version],
  ];
  const limits = said.flatMap(([word, limit]) => (limit === undefined || limit === null ? [] : [`${word} ${limit}`]));
  if (strict) limits.push("nothing converted");
  return limits.length === 0 ? "" : ` (${limits.join(", ")})`;
}

function enumsIn(type: DeclaredType, classAt: ClassAt): ContractClass[] {
  switch (type.kind) {
    case "class": {
      const found = classAt(type.name);
      return found?.kind === "enum" && found.members.length > 0 ? [found] : [];
    }
    case "union":
      return type.of.flatMap((part) => enumsIn(part, classAt));
    case "dict":
      return [type.key, type.value].flatMap((part) => enumsIn(part, classAt));
    default:
      return "items" in type ? type.items.flatMap((part) => enumsIn(part, classAt)) : [];
  }
}
