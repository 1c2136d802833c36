import type { ContractClass, ContractField } from "../../../../facts/contracts.ts";
import type { DeclaredType } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import { comparisonOf, type ComparisonKind } from "./comparisons.ts";
import { typeWords, type KnownContracts } from "./contracts.ts";

/** A member of the Enum of operators, and how it compares. */
export interface OperatorMember {
  name: string;
  value: string;
  kind: ComparisonKind;
}

/** A member of the Enum of effects, and how a file writes it. */
interface EffectMember {
  name: string;
  value: string;
}

/** What policies are made of: classes of the contracts, or where they have none of the module's own. */
export interface PolicyModels {
  effect: { model: string; own: boolean; allow: EffectMember; deny: EffectMember };
  operator: { model: string; own: boolean; members: readonly OperatorMember[] };
  condition: { model: string; own: boolean; field: string; operator: string; value: string };
  policy: {
    model: string;
    own: boolean;
    id: string;
    effect: string;
    priority: string;
    enabled: string | null;
    conditions: string;
    /** Fields that a policy must have besides, with a value that the tests give them. */
    others: readonly { name: string; value: string | number | boolean }[];
  };
}

/** The operators of a module whose contracts have none. */
const OPERATORS: readonly ComparisonKind[] = [
  "equals",
  "not_equals",
  "in",
  "not_in",
  "contains",
  "greater_than",
  "less_than",
  "exists",
];

const OWN: PolicyModels = {
  effect: {
    model: "Effect",
    own: true,
    allow: { name: "ALLOW", value: "allow" },
    deny: { name: "DENY", value: "deny" },
  },
  operator: {
    model: "ConditionOperator",
    own: true,
    members: OPERATORS.map((kind) => ({ name: kind.toUpperCase(), value: kind, kind })),
  },
  condition: { model: "PolicyCondition", own: true, field: "field", operator: "operator", value: "value" },
  policy: {
    model: "Policy",
    own: true,
    id: "policy_id",
    effect: "effect",
    priority: "priority",
    enabled: "enabled",
    conditions: "conditions",
    others: [],
  },
};

/** What the contracts have of policies; what they have and nothing tells the meaning of is asked for. */
export function policyModelsOf(contracts: KnownContracts): PolicyModels {
  const [policy, second] = contracts.supporting("policy");
  if (policy && second)
    throw ask(`\`${policy.name}\` and \`${second.name}\` may both be the policies.`, "Which of them is a policy of this module?");
  if (policy) return ofContracts(policy, contracts);
  const [effect] = contracts.supporting("effect");
  const [operator] = contracts.supporting("operator");
  return {
    ...OWN,
    effect: effect ? effectOf(effect) : OWN.effect,
    operator: operator ? operatorOf(operator) : OWN.operator,
  };
}

function ofContracts(policy: ContractClass, contracts: KnownContracts): PolicyModels {
  if (policy.kind !== "pydantic")
    throw ask(`\`${policy.name}\` is no pydantic model, and nothing tells how one is read from a file.`, "How is a policy read?");
  const find = (model: ContractClass, what: string, pattern: RegExp, fits: (type: DeclaredType) => boolean): ContractField => {
    const named = model.fields.filter(({ name }) => pattern.test(name));
    const found = named.find(({ type }) => fits(type));
    if (found) return found;
    const [odd] = named;
    throw ask(
      odd
        ? `\`${model.name}.${odd.name}\` is ${typeWords(odd)}, and nothing tells how that is a policy's ${what}.`
        : `No field of \`${model.name}\` is recognised as a policy's ${what}.`,
      `Which field of \`${model.name}\` is its ${what}?`,
    );
  };
  const classOf = (field: ContractField): ContractClass | null => {
    const { type } = field;
    const name =
      type.kind === "class" ? type.name : "items" in type && type.items[0]?.kind === "class" ? type.items[0].name : null;
    return name === null ? null : contracts.at(name);
  };
  const id = find(policy, "id", /^(?:policy_id|rule_id|id|key|name)$/, isText);
  const effect = find(policy, "effect", /^(?:effect|decision|verdict)$/, ({ kind }) => kind === "class");
  const priority = find(policy, "priority", /^(?:priority|precedence|rank)$/, (type) => isScalar(type, "int"));
  const conditions = find(policy, "conditions", /^(?:conditions?|when|match(?:es)?|all_of)$/, ({ kind }) => kind === "list");
  const enabled = policy.fields.find(({ name, type }) => /^(?:is_)?(?:enabled|active)$/.test(name) && isScalar(type, "bool"));
  const condition = classOf(conditions);
  const effects = classOf(effect);
  if (!condition || condition.kind !== "pydantic" || !effects)
    throw ask(
      `\`${policy.name}.${condition ? effect.name : conditions.name}\` is ${typeWords(condition ? effect : conditions)}, of which nothing is known.`,
      "What does it hold? Add that class to the Space.",
    );
  const field = find(condition, "field", /^(?:field|attribute|path|key|name)$/, isText);
  const operator = find(condition, "operator", /^(?:operator|op|comparison|comparator)$/, ({ kind }) => kind === "class");
  const value = find(condition, "value", /^(?:value|values|expected|operand)$/, ({ kind }) => kind === "any");
  const operators = classOf(operator);
  if (!operators)
    throw ask(
      `\`${condition.name}.${operator.name}\` is ${typeWords(operator)}, of which nothing is known.`,
      "Which operators are there?",
    );
  const known = [id, effect, priority, conditions, enabled].flatMap((one) => one?.name ?? []);
  return {
    effect: effectOf(effects),
    operator: operatorOf(operators),
    condition: { model: condition.name, own: false, field: field.name, operator: operator.name, value: value.name },
    policy: {
      model: policy.name,
      own: false,
      id: id.name,
      effect: effect.name,
      priority: priority.name,
      enabled: enabled?.name ?? null,
      conditions: conditions.name,
      others: [
        ...(enabled?.required ? [{ name: enabled.name, value: true }] : []),
        ...policy.fields.filter(({ name, required }) => required && !known.includes(name)).map((one) => otherOf(policy, one)),
      ],
    },
  };
}

function otherOf(policy: ContractClass, field: ContractField): { name: string; value: string | number | boolean } {
  const { name, type } = field;
  if (isText(type)) return { name, value: `${name}-1` };
  if (isScalar(type, "bool")) return { name, value: true };
  if (isScalar(type, "int")) return { name, value: 1 };
  throw ask(
    `\`${policy.name}\` requires \`${name}\`, ${typeWords(field)}, and nothing tells what stands there.`,
    `What is \`${name}\` of a policy?`,
  );
}

function isScalar(type: DeclaredType, name: string): boolean {
  return type.kind === "scalar" && type.name === name && Object.keys(type.limits).length === 0;
}

/** A text of any length, or of any but none. */
function isText(type: DeclaredType): boolean {
  if (type.kind !== "scalar" || type.name !== "str") return false;
  const { minLength = 0, ...rest } = type.limits;
  return minLength <= 1 && Object.keys(rest).length === 0;
}

function effectOf({ name: model, members }: ContractClass): PolicyModels["effect"] {
  const find = (pattern: RegExp, what: string): EffectMember => {
    const found = members.find(({ name }) => pattern.test(name));
    if (!found || typeof found.value !== "string")
      throw ask(`No member of \`${model}\` with a text ${what} a request.`, `Which member of \`${model}\` ${what} a request?`);
    return { name: found.name, value: found.value };
  };
  return {
    model,
    own: false,
    allow: find(/^(?:ALLOW|PERMIT)(?:ED)?$/, "allows"),
    deny: find(/^(?:DENY|DENIED|FORBID)$/, "denies"),
  };
}

function operatorOf({ name: model, members }: ContractClass): PolicyModels["operator"] {
  if (members.every(({ name }) => comparisonOf(name) !== "equals"))
    throw ask(`No member of \`${model}\` is recognised as equality.`, `Which member of \`${model}\` holds of the very value?`);
  return {
    model,
    own: false,
    members: members.map(({ name, value }) => {
      const kind = comparisonOf(name);
      if (kind === null || typeof value !== "string")
        throw ask(`Nothing tells how \`${model}.${name}\` compares.`, `When does a condition with \`${name}\` hold?`);
      return { name, value, kind };
    }),
  };
}

function ask(issue: string, question: string): InventionRequired {
  return new InventionRequired(issue, "module.kind", question);
}
