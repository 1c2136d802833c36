import { COMPARISONS, holdsOfNothing } from "../design/comparisons.ts";
import { DEFAULT_TTL, type GovernanceDesign } from "../design/governance.ts";
import type { Design } from "../design/shape.ts";
import { py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { errorBlock, raising } from "./errors.ts";
import { storeBlocks } from "./policy-store.ts";

/** What policies are made of, how they compare, and the store that keeps them in memory. */
export function policyBlocks(design: Design): Block[] {
  const { governance } = design;
  if (!governance) return [];
  return [
    { defines: ["POLICY_TTL_SECONDS"], code: `POLICY_TTL_SECONDS = ${DEFAULT_TTL}`, tight: true },
    errorBlock(design),
    ...modelBlocks(design, governance),
    holdsBlock(governance),
    firstMatchBlock(design, governance),
    ...storeBlocks(design, governance),
  ];
}

function modelBlocks({ pydantic }: Design, { effect, operator, condition, policy }: GovernanceDesign): Block[] {
  const strict =
    pydantic === 2
      ? { above: ['model_config = ConfigDict(extra="forbid")', ""], below: [] }
      : { above: [], below: ["", "class Config:", '    """Refuses a key that means nothing."""', "", '    extra = "forbid"'] };
  const own: (Block & { own: boolean })[] = [
    {
      own: effect.own,
      defines: [effect.model],
      code: py`
        class ${effect.model}(str, Enum):
            """What a policy says of a request that it matches."""

            ${effect.members.map(({ name, value }) => `${name} = ${pyString(value)}`)}
      `,
    },
    {
      own: operator.own,
      defines: [operator.model],
      code: py`
        class ${operator.model}(str, Enum):
            """How a condition compares a field of a request with its value."""

            ${operator.members.map(({ name, value }) => `${name} = ${pyString(value)}`)}
      `,
    },
    {
      own: condition.own,
      defines: [condition.model],
      code: py`
        class ${condition.model}(BaseModel):
            """What must hold of one field of a request; \`subject.role\` is a field of an object in it."""

            ${strict.above}
            field: str = Field(..., min_length=1)
            operator: ${operator.model}
            value: Any = None
            ${strict.below}
      `,
    },
    {
      own: policy.own,
      defines: [policy.model],
      code: py`
        class ${policy.model}(BaseModel):
            """One policy; it matches a request of which every condition holds."""

            ${strict.above}
            policy_id: str = Field(..., min_length=1)
            effect: ${effect.model}
            priority: int
            enabled: bool = True
            conditions: List[${condition.model}]
            ${strict.below}
      `,
    },
  ];
  return own.filter((block) => block.own);
}

function holdsBlock({ operator, condition }: GovernanceDesign): Block {
  const ofNothing = operator.members.filter(({ kind }) => holdsOfNothing(kind)).map(({ name }) => `${operator.model}.${name}`);
  const asked = operator.text ? "operator" : `condition.${condition.operator}`;
  return {
    defines: ["holds"],
    code: py`
      def holds(condition: ${condition.model}, fields: Dict[str, Any]) -> bool:
          """What a condition says of a request: a missing field differs from every value; what can not be compared is an error."""
          ${operator.text && `operator = ${operator.model}(condition.${condition.operator})`}
          actual: Any = fields
          for name in condition.${condition.field}.split("."):
              actual = actual.get(name) if isinstance(actual, dict) else None
          if actual is None:
              return ${ofNothing.length === 0 ? "False" : `${asked} in (${ofNothing.join(", ")}${ofNothing.length === 1 ? "," : ""})`}
          ${operator.members.flatMap(({ name, kind }) => [`if ${asked} == ${operator.model}.${name}:`, `    return ${COMPARISONS[kind].expression.replace("condition.value", `condition.${condition.value}`)}`])}
          raise TypeError(f"nothing tells how {${asked}} compares")
    `,
  };
}

function firstMatchBlock(design: Design, { policy }: GovernanceDesign): Block {
  return {
    defines: ["first_match"],
    code: py`
      def first_match(policies: List[${policy.model}], fields: Dict[str, Any]) -> Optional[${policy.model}]:
          """The first policy that matches. A request that can not be compared is an error: no policy behind that one decides it."""
          try:
              for policy in policies:
                  if all(holds(condition, fields) for condition in policy.${policy.conditions}):
                      return policy
          except Exception as error:
              ${raising(design, design.policy.invalidPayload, "str(error)")} from error
          return None
    `,
  };
}
