import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { executorSpec, type ExecutorContracts } from "./executor-contracts/contracts.ts";
import { REQUESTS } from "./executor-contracts/requests.ts";
import { RUNNER } from "./executor-contracts/runner.ts";
import { TURNS } from "./executor-contracts/turns.ts";
import { writeModule } from "./generated-modules.ts";
import { hasPython, pydantic2, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
import { runIn, sampleWorkspace } from "./workspace.ts";

// Executors over contracts that differ in names, models, limits and in how their loop runs.

const SPEC = "specs/Module-Spec-desk_executor.yaml";
const canRun = hasPython();

async function generated(contracts: ExecutorContracts, spec = executorSpec(contracts)) {
  const workspace = sampleWorkspace();
  for (const folder of ["api", "core", "memory", "tools", "space", "specs", "docs", "tests", "pyproject.toml"])
    rmSync(workspace.path(folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(contracts.files)) workspace.write(path, text);
  workspace.write(SPEC, spec);
  const config = { ...defaultConfig, contracts: contracts.parts };
  const { result } = await runIn(workspace.root, templateBackend(), { spec: SPEC, maxRepairs: 0, config });
  return { root: workspace.root, result };
}

describe.each([TURNS, RUNNER, REQUESTS])("$about", (contracts) => {
  it("is attested in the first run, and its tests pass", { timeout: 120_000 }, async () => {
    const { root, result } = await generated(contracts);
    expect(result, JSON.stringify("blockers" in result ? result.blockers : null, null, 1)).toMatchObject({ status: "attested" });
    const files = new Map((result as Generated).draft.files.map(({ path, content }) => [path, content]));
    const code = files.get("core/agents/desk_executor.py") ?? "";
    const folded = code
      .replace(/\s+/g, " ")
      .replace(/([([{]) /g, "$1")
      .replace(/,? ([)\]}])/g, "$1");
    for (const text of contracts.says) expect(folded).toMatch(text);
    if (!canRun) return;
    writeModule(root, { files });
    const isTwo = contracts.files["pyproject.toml"]?.includes("pydantic>=2") === true;
    mkdirSync(join(root, "seen"));
    const run = isTwo ? pydantic2(join(root, "seen")) : { python: PYTHON, env: PYTHON_ENVIRONMENT };
    if (!run) return;
    const { status, stdout } = spawnSync(
      run.python,
      ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error::RuntimeWarning", "tests/test_desk_executor.py"],
      { cwd: root, env: run.env, encoding: "utf8" },
    );
    expect(status, stdout.slice(-6000)).toBe(0);
  });
});

describe("what nothing tells of an executor", () => {
  it("is asked for all at once, with keys and answers", async () => {
    const files = { ...RUNNER.files };
    files["core/agents/executor.py"] = (files["core/agents/executor.py"] ?? "").replace(
      "note: Optional[str] = None",
      "note: str",
    );
    const spec = executorSpec({ ...RUNNER, files, key: "job_id", thread: ["session"], task: "JSON" });
    const { result } = await generated({ ...RUNNER, files }, spec);
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    expect((result as Stopped).blockers.map(({ issue, spec_key }) => [spec_key, issue])).toEqual([
      ["module.kind", "`AgentRunner.run` requires `note`, `str`, and nothing tells what this module gives it."],
      [
        "module.interfaces.inbound.0.payload_type",
        "`work` is given JSON, and nothing tells which task of the shared loop is made of it.",
      ],
      [
        "module.idempotency.dedupe_key",
        expect.stringMatching(/^`job_id` tells two tasks apart, but `AgentTask` has no such field/),
      ],
      [
        "module.threading.key_fields",
        expect.stringMatching(/^`session` is part of a conversation's key, but `AgentTask` has no such/),
      ],
    ]);
  });
  it("is a result that no packet gives back, and a failure that would count as handled", async () => {
    const files = { ...RUNNER.files };
    files["core/agents/executor.py"] = (files["core/agents/executor.py"] ?? "").replace(
      "    steps: int\n",
      "    steps: int\n    ids: List[UUID] = field(default_factory=list)\n",
    );
    const asked = async (mechanism: typeof RUNNER.mechanism, policy = "{ default: fail_closed }"): Promise<unknown[]> => {
      const spec = executorSpec({ ...RUNNER, files, mechanism }).replace("{ default: fail_closed }", policy);
      const { result } = await generated({ ...RUNNER, files }, spec);
      return (result as Stopped).blockers.map(({ issue, spec_key }) => [spec_key, issue]);
    };
    const handled = "{ default: fail_closed, categories: { loop_failure: { status: 200, action: log } } }";
    expect(await asked("substrate_lookup", handled)).toEqual([
      [
        "module.idempotency.mechanism",
        "The result of a task that was run before is made again of its packet, but `RunReport.ids` is `List[UUID]`, which a dataclass does not make of JSON.",
      ],
      [
        "module.error_policy.categories.loop_failure",
        "The error policy answers 200 where the shared loop fails (`loop_failure`), but then there is no result to answer with.",
      ],
    ]);
  });
  it("is told with the loops that there are", async () => {
    const files = {
      ...RUNNER.files,
      "core/agents/other.py":
        "from core.agents.executor import RunReport\nfrom core.agents.schemas import AgentTask\n\n\nclass NightRunner:\n    def run(self, task: AgentTask) -> RunReport:\n        raise NotImplementedError\n",
      "core/agents/executor.py": (RUNNER.files["core/agents/executor.py"] ?? "").replace(" -> RunReport:", ":"),
    };
    const { result } = await generated({ ...RUNNER, files });
    const issues = (result as Stopped).blockers.map(({ issue }) => issue);
    expect(issues.join("\n")).toMatch(/`NightRunner` is made with has a method that is given a `RuntimeContext`/);
  });
});
