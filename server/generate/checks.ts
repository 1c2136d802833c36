import type { AttestationCheck } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";

const CHECKS = new Map(rules.map((rule) => [rule.id, rule.check]));

/** The attestation check that a rule's finding makes fail, as the rule itself says; null where none counts it. */
export function checkOf(rule: string): AttestationCheck | null {
  return CHECKS.get(rule) ?? null;
}

/** The rules of a family. */
export function rulesOfFamily(family: string): string[] {
  return rules.filter((rule) => rule.family === family).map(({ id }) => id);
}

/** The rules whose findings make a check fail. */
export function rulesOf(check: AttestationCheck): string[] {
  return rules.filter((rule) => rule.check === check).map(({ id }) => id);
}
