import { PACKETS } from "../executor-contracts/contracts.ts";

/** A repository whose governance modules decide by policies of a shape of their own. */
export interface GovernanceContracts {
  about: string;
  pydantic: 1 | 2;
  /** Files of the repository beside its packets, by path. */
  files: Readonly<Record<string, string>>;
  /** `contracts` of the configuration: what plays which part. */
  parts?: Readonly<Record<string, string>>;
  /** Of the spec: its `environment`, and what its author notes. */
  environment?: string;
  notes?: string;
  /** What the code must say. */
  says: readonly RegExp[];
}

/** Every file of the repository. */
export function filesOf({ pydantic, files }: GovernanceContracts): Record<string, string> {
  const packets = PACKETS(pydantic === 1 ? "dict" : "model_dump");
  return {
    ...Object.fromEntries(Object.entries(packets).filter(([path]) => !/^(?:tools|core\/agents)\//.test(path))),
    "core/governance/__init__.py": "",
    "pyproject.toml": `[project]
name = "desk"
version = "1.0.0"
dependencies = ["pydantic${pydantic === 1 ? "<2" : ">=2"}", "structlog", "pyyaml"]

[project.optional-dependencies]
test = ["pytest"]

[tool.pytest.ini_options]
pythonpath = ["."]
`,
    ...files,
  };
}

/** A spec of a governance module over such contracts. */
export function governanceSpec({ environment, notes }: GovernanceContracts): string {
  return `module:
  id: desk_governance
  name: Desk Governance
  purpose: Says for each request of the desk whether a policy allows it.
  kind: governance
  repo:
    allowed_new_files: [core/governance/desk_governance.py, tests/test_desk_governance.py, docs/desk_governance.md]
  interfaces:
    inbound: [{ name: evaluate, payload_type: JSON }]
  idempotency: { enabled: false }
  threading: { strategy: uuidv5, key_fields: [subject, action] }
  packet_contract: { emits: [desk_governance.in, desk_governance.out, desk_governance.error] }
${environment === undefined ? "" : `  environment: ${environment}\n`}${notes === undefined ? "" : `  notes_for_generators: [${JSON.stringify(notes)}]\n`}  error_policy: { default: fail_closed }
  acceptance:
    required: [denied_by_default, first_match_wins_by_priority, load_failure_denies, policies_are_cached, decision_is_audited, thread_uuid_is_deterministic]
`;
}

/** Pydantic models of policies, as most repositories have them. */
export const MODELS = `"""Policies."""

from enum import Enum
from typing import Any, List

from pydantic import BaseModel, Field


class PolicyEffect(str, Enum):
    ALLOW = "allow"
    DENY = "deny"


class ConditionOperator(str, Enum):
    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    IN = "in"
    GREATER_THAN = "greater_than"


class PolicyCondition(BaseModel):
    field: str
    operator: ConditionOperator
    value: Any = None


class Policy(BaseModel):
    id: str
    effect: PolicyEffect
    priority: int = 100
    enabled: bool = True
    conditions: List[PolicyCondition] = Field(default_factory=list)
`;
