import type { ContractClass, ContractField } from "../../../../facts/contracts.ts";
import type { DeclaredType } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import type { ComparisonKind } from "./comparisons.ts";
import { typeWords, type KnownContracts } from "./contracts.ts";
import { effectOf, effectOfTexts, operatorOf, operatorOfTexts } from "./policy-words.ts";

/** A member of the Enum of operators, and how it compares. */
export interface OperatorMember {
  name: string;
  value: string;
  kind: ComparisonKind;
}

/** A member of the Enum of effects, and how a file writes it. */
export interface EffectMember {
  name: string;
  value: string;
}

/** What policies are made of: classes of the contracts, or where they have none of the module's own. */
export interface PolicyModels {
  /** `text`: the policies hold the member's text (a `Literal`), of which the module makes the member. */
  effect: {
    model: string;
    own: boolean;
    text: boolean;
    members: readonly EffectMember[];
    allow: EffectMember;
    deny: EffectMember;
  };
  operator: { model: string; own: boolean; text: boolean; members: readonly OperatorMember[] };
  condition: { model: string; own: boolean; field: string; operator: string; value: string };
  policy: {
    model: string;
    own: boolean;
    /** A pydantic model checks what it is made of; a dataclass does not. */
    kind: "pydantic" | "dataclass";
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

const ALLOW: EffectMember = { name: "ALLOW", value: "allow" };
const DENY: EffectMember = { name: "DENY", value: "deny" };

const OWN: PolicyModels = {
  effect: {
    model: "Effect",
    own: true,
    text: false,
    members: [ALLOW, DENY],
    allow: ALLOW,
    deny: DENY,
  },
  operator: {
    model: "ConditionOperator",
    own: true,
    text: false,
    members: OPERATORS.map((kind) => ({ name: kind.toUpperCase(), value: kind, kind })),
  },
  condition: { model: "PolicyCondition", own: true, field: "field", operator: "operator", value: "value" },
  policy: {
    model: "Policy",
    own: true,
    kind: "pydantic",
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
  const { kind } = policy;
  if (kind !== "pydantic" && kind !== "dataclass")
    throw ask(
      `\`${policy.name}\` is neither a pydantic model nor a dataclass, and nothing tells how one is read.`,
      "How is a policy read?",
    );
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
  const effect = find(policy, "effect", /^(?:effect|decision|verdict)$/, isNamed);
  const priority = find(policy, "priority", /^(?:priority|precedence|rank)$/, (type) => isScalar(type, "int"));
  const conditions = find(policy, "conditions", /^(?:conditions?|when|match(?:es)?|all_of)$/, ({ kind }) => kind === "list");
  const enabled = policy.fields.find(({ name, type }) => /^(?:is_)?(?:enabled|active)$/.test(name) && isScalar(type, "bool"));
  const condition = classOf(conditions);
  if (!condition || condition.kind !== kind)
    throw ask(
      `\`${policy.name}.${conditions.name}\` is ${typeWords(conditions)}, of which nothing is known.`,
      "What does it hold? Add that class to the Space.",
    );
  const field = find(condition, "field", /^(?:field|attribute|path|key|name)$/, isText);
  const operator = find(condition, "operator", /^(?:operator|op|comparison|comparator)$/, isNamed);
  const value = find(condition, "value", /^(?:value|values|expected|operand)$/, (type) => takesAll(type, contracts));
  const words = <Words>(
    field: ContractField,
    ofEnum: (found: ContractClass) => Words,
    ofTexts: (values: readonly string[], named: string) => Words,
    holder: ContractClass,
  ): Words => {
    const named = `${holder.name}.${field.name}`;
    if (field.type.kind === "literal")
      return ofTexts(
        field.type.values.filter((one) => typeof one === "string"),
        named,
      );
    const found = classOf(field);
    if (!found || found.kind !== "enum")
      throw ask(
        `\`${named}\` is ${typeWords(field)}, of which nothing is known.`,
        "What does it hold? Add that class to the Space.",
      );
    return ofEnum(found);
  };
  checkNarrowing(policy);
  const known = [id, effect, priority, conditions, enabled].flatMap((one) => one?.name ?? []);
  return {
    effect: words(effect, effectOf, effectOfTexts, policy),
    operator: words(operator, operatorOf, operatorOfTexts, condition),
    condition: { model: condition.name, own: false, field: field.name, operator: operator.name, value: value.name },
    policy: {
      model: policy.name,
      own: false,
      kind,
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

/** An Enum, or the texts of a `Literal`. */
function isNamed({ kind }: DeclaredType): boolean {
  return kind === "class" || kind === "literal";
}

/** Takes a text, a number and a list as they are, so that every operator has a value. */
function takesAll(type: DeclaredType, contracts: KnownContracts): boolean {
  if (type.kind === "any") return true;
  if (type.kind !== "union") return false;
  const scalars = type.of.flatMap((one) => (one.kind === "scalar" && Object.keys(one.limits).length === 0 ? [one.name] : []));
  const isNumber = (name: string): boolean => name === "int" || name === "float";
  // pydantic 1 takes the first that fits: a text fits every number.
  const first = scalars.find((name) => name === "str" || isNumber(name)) ?? "str";
  const kept = contracts.pydantic === 2 || isNumber(first);
  return (
    kept &&
    scalars.includes("str") &&
    scalars.some(isNumber) &&
    type.of.some((one) => one.kind === "list" && one.items.every((item) => item.kind === "any" || takesText(item)))
  );
}

function takesText(type: DeclaredType): boolean {
  return isText(type) || (type.kind === "union" && type.of.some(isText));
}

/** What may say of a policy for whom or when it counts. */
const NARROWING =
  /^(?:(?:subject|principal|actor|role|user|agent|tool|group|team|action|operation|verb|resource|target|object|scope|tenant|environment|env|region|domain|channel|module)(?:s|_ids?|_names?|_patterns?|_types?)?|(?:applies|valid|effective|active|starts?|ends?|expires?|not)_?(?:to|for|from|until|at|on|before|after)?|expiry|expiration|schedule|window|except(?:ions?)?|unless|exclude[sd]?|when_not|any_of|none_of|parent|inherits|extends)$/;

/** A field that narrows a policy and is left out of account would let it decide what it was not made for. */
function checkNarrowing({ name, fields }: ContractClass): void {
  const known = /^(?:is_)?(?:enabled|active)$/;
  const odd = fields.find((field) => NARROWING.test(field.name) && !known.test(field.name));
  if (odd)
    throw ask(
      `\`${name}.${odd.name}\` (${typeWords(odd)}) may say of a policy for what it counts, and nothing tells how.`,
      `Is it a condition like others? Then let it be one; else name another class of policies in the configuration (\`contracts: { policy: … }\`).`,
    );
}

function ask(issue: string, question: string): InventionRequired {
  return new InventionRequired(issue, "module.kind", question);
}
