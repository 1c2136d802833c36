import type { ContractClass } from "../../../../facts/contracts.ts";
import { InventionRequired } from "../../../backend.ts";
import { comparisonOf, type ComparisonKind } from "./comparisons.ts";
import type { EffectMember, OperatorMember, PolicyModels } from "./policy-models.ts";

type Member = ContractClass["members"][number];

/** The effects of an Enum of the contracts. */
export function effectOf({ name, members }: ContractClass): PolicyModels["effect"] {
  return { model: name, own: false, text: false, ...effects(members, name) };
}

/** The effects of a `Literal`: the module's own Enum has them as its members. */
export function effectOfTexts(values: readonly string[], named: string): PolicyModels["effect"] {
  return { model: "Effect", own: true, text: true, ...effects(membersOf(values), named) };
}

function effects(members: readonly Member[], named: string): Pick<PolicyModels["effect"], "members" | "allow" | "deny"> {
  const known = members.flatMap(({ name, value }): EffectMember[] => (typeof value === "string" ? [{ name, value }] : []));
  const find = (pattern: RegExp, what: string): EffectMember => {
    const found = known.find(({ name }) => pattern.test(name.toUpperCase()));
    if (found) return found;
    throw ask(`No member of \`${named}\` with a text ${what} a request.`, `Which member of \`${named}\` ${what} a request?`);
  };
  return {
    members: known,
    allow: find(/^(?:ALLOW|PERMIT|GRANT|APPROVE)(?:ED|TED|D)?$/, "allows"),
    deny: find(/^(?:DENY|DENIED|FORBID|FORBIDDEN|REJECT|REJECTED|BLOCK|BLOCKED)$/, "denies"),
  };
}

/** The operators of an Enum of the contracts. */
export function operatorOf({ name, members }: ContractClass): PolicyModels["operator"] {
  return { model: name, own: false, text: false, members: operators(members, name) };
}

/** The operators of a `Literal`, likewise. */
export function operatorOfTexts(values: readonly string[], named: string): PolicyModels["operator"] {
  return { model: "ConditionOperator", own: true, text: true, members: operators(membersOf(values), named) };
}

function operators(members: readonly Member[], named: string): OperatorMember[] {
  if (members.every(({ name }) => comparisonOf(name) !== "equals"))
    throw ask(`No member of \`${named}\` is recognised as equality.`, `Which member of \`${named}\` holds of the very value?`);
  return members.map(({ name, value }) => {
    const kind = comparisonOf(name);
    if (kind === null || typeof value !== "string")
      throw ask(`Nothing tells how \`${named}.${name}\` compares.`, `When does a condition with \`${name}\` hold?`);
    return { name, value, kind };
  });
}

/** Operators that are written as signs. */
const SIGNS: Readonly<Record<string, ComparisonKind>> = {
  "=": "equals",
  "==": "equals",
  "!=": "not_equals",
  "<>": "not_equals",
  ">": "greater_than",
  "<": "less_than",
  ">=": "at_least",
  "<=": "at_most",
};

/** A text as the member of an Enum. */
function membersOf(values: readonly string[]): Member[] {
  return values.map((value) => ({
    name: (Object.hasOwn(SIGNS, value) ? (SIGNS[value] ?? value) : value).toUpperCase().replace(/[^A-Z0-9]+/g, "_"),
    value,
  }));
}

function ask(issue: string, question: string): InventionRequired {
  return new InventionRequired(issue, "module.kind", question);
}
