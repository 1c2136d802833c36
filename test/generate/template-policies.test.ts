import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { writeModule } from "./generated-modules.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
import { runIn, sampleWorkspace } from "./workspace.ts";

// A governance module whose policies are of the repository's own classes.

const SPEC = "specs/Module-Spec-tool_policy.yaml";

const MODELS = `"""Policies, as every governance module reads them."""

from enum import Enum
from typing import Any, List, Optional

from pydantic import BaseModel, Field


class PolicyEffect(Enum):
    """What a policy does."""

    PERMIT = "permit"
    FORBID = "forbid"


class ConditionOperator(str, Enum):
    """How a condition compares."""

    EQ = "eq"
    NOT_CONTAINS = "not_contains"
    GTE = "gte"
    MATCHES = "matches"
    STARTS_WITH = "starts_with"
    NOT_EXISTS = "not_exists"


class PolicyCondition(BaseModel):
    """One condition."""

    attribute: str
    op: ConditionOperator
    expected: Any = None


class PolicyRule(BaseModel):
    """One policy."""

    rule_id: str
    title: str
    effect: PolicyEffect
    precedence: int
    active: bool
    when: List[PolicyCondition] = Field(default_factory=list)
    owner: Optional[str] = None
`;

async function generated(models: string) {
  const workspace = sampleWorkspace();
  cpSync(join(import.meta.dirname, "..", "fixtures", "specs", "generate", "Module-Spec-tool_policy.yaml"), workspace.path(SPEC));
  workspace.write("core/governance/models.py", models);
  const { result } = await runIn(workspace.root, templateBackend(), { spec: SPEC, maxRepairs: 0 });
  return { root: workspace.root, result };
}

describe("policies of the contracts", () => {
  it("are read, ordered and compared as their classes say, and the tests pass", { timeout: 120_000 }, async () => {
    const { root, result } = await generated(MODELS);
    expect(result, JSON.stringify("blockers" in result ? result.blockers : null)).toMatchObject({ status: "attested" });
    const files = new Map((result as Generated).draft.files.map(({ path, content }) => [path, content]));
    const code = files.get("core/governance/tool_policy.py") ?? "";
    expect(code).toContain("from core.governance.models import ConditionOperator, PolicyCondition, PolicyEffect, PolicyRule\n");
    expect(code).not.toMatch(/^class (?:Policy|PolicyRule|PolicyCondition|Effect|ConditionOperator)\b/m);
    expect(code).toContain("if condition.op == ConditionOperator.GTE:\n        return actual >= condition.expected\n");
    expect(code).toContain("(policy for policy in policies if policy.active), key=lambda policy: policy.precedence)");
    expect(code).toContain("effect=PolicyEffect.FORBID");
    if (!hasPython()) return;
    writeModule(root, { files });
    const { status, stdout } = spawnSync(PYTHON, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_tool_policy.py"], {
      cwd: root,
      env: PYTHON_ENVIRONMENT,
      encoding: "utf8",
    });
    expect(status, stdout.slice(-4000)).toBe(0);
  });

  it.each([
    [
      "an operator",
      (text: string) => text.replace('MATCHES = "matches"', 'RESEMBLES = "resembles"'),
      /how `ConditionOperator.RESEMBLES` compares/,
    ],
    [
      "the order",
      (text: string) => text.replace("    precedence: int\n", ""),
      /No field of `PolicyRule` is recognised as a policy's priority/,
    ],
    [
      "what a value may be",
      (text: string) => text.replace("expected: Any", "expected: Optional[str]"),
      /`PolicyCondition.expected` is `Optional\[str\]`/,
    ],
  ])("%s that nothing tells is asked for", async (_, change, issue) => {
    const { result } = await generated(change(MODELS));
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    expect((result as Stopped).blockers.map((blocker) => blocker.issue).join("\n")).toMatch(issue);
  });
});
