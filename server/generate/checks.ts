import type { AttestationCheck, Rule } from "../../rules/define.ts";

/** The rules of a family. */
export function rulesOfFamily(rules: readonly Rule[], family: string): string[] {
  return rules.filter((rule) => rule.family === family).map(({ id }) => id);
}

/** The rules whose findings make a check fail, as each says itself. */
export function rulesOf(rules: readonly Rule[], check: AttestationCheck): string[] {
  return rules.filter((rule) => rule.check === check).map(({ id }) => id);
}
