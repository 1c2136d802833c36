import type { GovernanceContracts } from "./contracts.ts";

const DATACLASSES = `"""Rules, as they are kept in memory."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, List, Optional


class Verdict(Enum):
    PERMIT = "permit"
    FORBID = "forbid"
    ASK = "ask"


class Comparator(Enum):
    EQ = "eq"
    NE = "ne"
    GTE = "gte"
    CONTAINS = "contains"


@dataclass(frozen=True)
class RuleCondition:
    key: str
    op: Comparator = Comparator.EQ
    value: Any = None


@dataclass(frozen=True)
class AccessRule:
    rule_id: str
    verdict: Verdict
    rank: int
    when: List[RuleCondition] = field(default_factory=list)
    active: bool = True
    owner: Optional[str] = None
`;

const LITERALS = (value: string): string => `"""Policies."""

from typing import Any, List, Literal, Union

from pydantic import BaseModel, Field


class Condition(BaseModel):
    field: str
    operator: Literal["==", "!=", "in", ">", "exists"]
    value: ${value}


class Policy(BaseModel):
    policy_id: str = Field(..., min_length=1)
    description: str
    effect: Literal["allow", "deny", "escalate"]
    priority: int
    conditions: List[Condition]
`;

const RULES = { policy: "AccessRule", policy_loader: "RuleSource" };

/** Policies of other kinds of models. */
export const OTHERS: readonly GovernanceContracts[] = [
  {
    about: "dataclasses of other names, read from JSON",
    pydantic: 1,
    parts: RULES,
    files: { "core/governance/rules.py": DATACLASSES },
    environment: "{ required: [DESK_RULES_FILE] }",
    says: [
      /def is_whole\(policy: AccessRule\)/,
      /policies = \[policy_of\(entry\) for entry in json\.load/,
      /condition\.op == Comparator\.GTE/,
    ],
  },
  {
    about: "dataclasses of other names, through a loader that blocks",
    pydantic: 2,
    parts: RULES,
    files: {
      "core/governance/rules.py": DATACLASSES,
      "core/governance/source.py": `"""Where rules come from."""

from typing import Tuple

from core.governance.rules import AccessRule


class RuleSource:
    """The rules of the registry."""

    def all_rules(self) -> "Tuple[AccessRule, ...]":
        return ()
`,
    },
    says: [/await asyncio\.to_thread\(self\._rule_source\.all_rules\)/, /effect=Verdict\.FORBID/],
  },
  {
    about: "decisions and operators that are literals",
    pydantic: 2,
    files: { "core/governance/policies.py": LITERALS("Union[str, int, float, bool, List[str], None] = None") },
    says: [/effect=Effect\(policy\.effect\)/, /operator = ConditionOperator\(condition\.operator\)/, /ESCALATE = "escalate"/],
  },
  {
    about: "literals of pydantic 1, values that are numbers first",
    pydantic: 1,
    files: { "core/governance/policies.py": LITERALS("Union[int, str, List[Any], None] = None") },
    says: [/if operator == ConditionOperator\.GREATER_THAN:/],
  },
];
