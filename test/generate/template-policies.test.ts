import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { writeModule } from "./generated-modules.ts";
import { filesOf, governanceSpec, type GovernanceContracts } from "./governance-contracts/contracts.ts";
import { FILES } from "./governance-contracts/files.ts";
import { LOADERS } from "./governance-contracts/loaders.ts";
import { OTHERS } from "./governance-contracts/models.ts";
import { hasPython, pydantic2, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
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
    [
      "for whom a policy counts",
      (text: string) => text.replace("    owner: Optional[str] = None\n", "    roles: List[str] = Field(default_factory=list)\n"),
      /`PolicyRule.roles` \(`List\[str\]`\) may say of a policy for what it counts/,
    ],
  ])("%s that nothing tells is asked for", async (_, change, issue) => {
    const { result } = await generated(change(MODELS));
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    expect((result as Stopped).blockers.map((blocker) => blocker.issue).join("\n")).toMatch(issue);
  });
});

const DESK = "specs/Module-Spec-desk_governance.yaml";

async function generatedOver(contracts: GovernanceContracts) {
  const workspace = sampleWorkspace();
  for (const folder of ["api", "core", "memory", "tools", "space", "specs", "docs", "tests", "pyproject.toml"])
    rmSync(workspace.path(folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(filesOf(contracts))) workspace.write(path, text);
  workspace.write(DESK, governanceSpec(contracts));
  const config = { ...defaultConfig, contracts: { ...contracts.parts } };
  const { result } = await runIn(workspace.root, templateBackend(), { spec: DESK, maxRepairs: 0, config });
  return { root: workspace.root, result };
}

describe.each([...FILES, ...LOADERS, ...OTHERS])("$about", (contracts) => {
  it("is attested in the first run, and its tests pass", { timeout: 120_000 }, async () => {
    const { root, result } = await generatedOver(contracts);
    expect(result, JSON.stringify("blockers" in result ? result.blockers : null, null, 1)).toMatchObject({ status: "attested" });
    const files = new Map((result as Generated).draft.files.map(({ path, content }) => [path, content]));
    const code = files.get("core/governance/desk_governance.py") ?? "";
    for (const text of contracts.says) expect(code).toMatch(text);
    if (!hasPython()) return;
    writeModule(root, { files });
    mkdirSync(join(root, "seen"));
    const run = contracts.pydantic === 2 ? pydantic2(join(root, "seen")) : { python: PYTHON, env: PYTHON_ENVIRONMENT };
    if (!run) return;
    const { status, stdout } = spawnSync(
      run.python,
      ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error::RuntimeWarning", "tests/test_desk_governance.py"],
      { cwd: root, env: run.env, encoding: "utf8" },
    );
    expect(status, stdout.slice(-6000)).toBe(0);
  });
});
