import type { MatcherData, OwnRuleData } from "../../code/pattern/rule-data.ts";
import { loadRegex } from "../../code/pattern/regex.ts";
import type { OwnRules } from "./load.ts";

/** Loads what these rules need beside the parsers: the engine of regular expressions, where one of them has any. */
export async function prepareOwnRules({ rules }: OwnRules): Promise<void> {
  if (rules.some(hasRegex)) await loadRegex();
}

function hasRegex({ rule, require, constraints = {} }: OwnRuleData): boolean {
  return [rule, require, ...Object.values(constraints)].some((matcher) => matcher !== undefined && usesRegex(matcher));
}

function usesRegex({ regex, all = [], any = [], not, inside, has, follows, precedes }: MatcherData): boolean {
  const relations = [inside, has, follows, precedes];
  const stops = relations.map((relation) => (typeof relation?.stopBy === "object" ? relation.stopBy : undefined));
  return regex !== undefined || [...all, ...any, not, ...relations, ...stops].some((one) => one !== undefined && usesRegex(one));
}
