import type { LiteralValue } from "../../code/types/declared.ts";
import type { ClassFact } from "../../facts/kinds.ts";

/** The members of an enum, where its values are what its body says. */
export function membersOf({ bases, fields, methods }: ClassFact): { name: string; value: LiteralValue }[] {
  if (bases.some((base) => /(?:^|\.)(?:Int)?Flag$/.test(base))) return [];
  const own = methods.some(({ name }) => /^(?:__new__|__init__|_missing_|_generate_next_value_)$/.test(name));
  const named = bases.some((base) => /(?:^|\.)StrEnum$/.test(base));
  return fields.map(({ name, default: written }) => ({
    name,
    value:
      own || written === null ? null : named && /^(?:enum\.)?auto\(\)$/.test(written) ? name.toLowerCase() : literalOf(written),
  }));
}

/** A literal text, number or boolean; null for anything else. */
function literalOf(written: string): LiteralValue {
  const [, text] = /^"([^"\\]*)"$/.exec(written) ?? /^'([^'\\]*)'$/.exec(written) ?? [];
  if (text !== undefined) return text;
  if (/^(?:True|False)$/.test(written)) return written === "True";
  return /^-?\d+(?:\.\d+)?$/.test(written) ? Number(written) : null;
}
