import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "../generate/python.ts";
import { l9, type Outcome } from "./run.ts";

const SAMPLE = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

function folder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "l9-first-")));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function init(cwd: string, ...flags: string[]): Outcome {
  return l9(["init", ...flags], { cwd });
}

const canRun = hasPython();

describe("a first module in an empty folder", () => {
  it.each(["tool", "service", "governance", "executor"])("%s: is attested in the first run", { timeout: 120_000 }, (kind) => {
    const cwd = folder();
    expect(init(cwd, "--kind", kind, "--with-contracts").exitCode).toBe(0);
    expect(l9(["check", "--scope", "all"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("No findings"),
    });
    const { exitCode, stdout } = l9(["generate", `specs/Module-Spec-example_${kind}.yaml`], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("All checks passed") });
    if (canRun)
      execFileSync(PYTHON, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], { cwd, env: PYTHON_ENVIRONMENT, encoding: "utf8" });
  });

  it("says what is missing, and what would bring it", () => {
    const adapter = init(folder(), "--kind", "adapter").stdout;
    expect(adapter).toContain(
      "this workspace has no PacketEnvelopeIn, PacketMetadata, PacketProvenance, MemorySubstrateService.",
    );
    expect(adapter).toContain("--with-contracts");
    const executor = init(folder(), "--kind", "executor").stdout;
    expect(executor).toContain("AgentTask, ExecutorResult, RuntimeContext, AIOSResult.");
    expect(executor).toContain("core/agents/executor.py");
    expect(executor).toContain('"l9 init --kind executor --with-contracts" writes a small one.');
  });
});

describe("a first module in a repository", () => {
  function repository(): string {
    const cwd = folder();
    cpSync(SAMPLE, cwd, { recursive: true, filter: (from) => !/__pycache__|specs\/|payments|refunds/.test(from) });
    return cwd;
  }

  it.each(["adapter", "tool", "service", "executor", "governance"])("%s: has no finding, and says what follows", (kind) => {
    const cwd = repository();
    const { exitCode, stdout } = init(cwd, "--kind", kind, "--id", "first_one");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining("Next:\n  l9 check specs/Module-Spec-first_one.yaml\n"),
    });
    expect(stdout).not.toContain("this workspace has no");
    expect(l9(["check", "specs"], { cwd }).stdout).toBe("No findings in 1 file.\n");
  });

  it("uses the folders that are there, and the mechanism that the repository has", () => {
    const cwd = folder();
    for (const name of ["docs/specs", "test", "app/api"]) mkdirSync(join(cwd, name), { recursive: true });
    expect(init(cwd, "--kind", "adapter", "--id", "first_one").exitCode).toBe(0);
    const spec = readFileSync(join(cwd, "docs/specs/Module-Spec-first_one.yaml"), "utf8");
    expect(spec.match(/^ {6}- \S+\.\w+$/gm)?.map((line) => line.trim())).toEqual([
      "- app/api/first_one_adapter.py",
      "- app/api/routes/first_one.py",
      "- test/test_first_one.py",
      "- docs/first_one.md",
    ]);
    const sample = repository();
    init(sample, "--kind", "executor", "--id", "first_one");
    expect(readFileSync(join(sample, "specs/Module-Spec-first_one.yaml"), "utf8")).toContain("mechanism: substrate_lookup");
  });

  it("leaves what exists as it is", () => {
    const cwd = folder();
    mkdirSync(join(cwd, "memory"));
    writeFileSync(join(cwd, "memory/substrate_models.py"), "MINE = 1\n");
    const { stdout } = init(cwd, "--kind", "service", "--with-contracts");
    expect(readFileSync(join(cwd, "memory/substrate_models.py"), "utf8")).toBe("MINE = 1\n");
    expect(stdout).toContain("A file that would define them is there already");
    const again = init(cwd, "--kind", "service");
    expect(again).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("exists already; give the module another --id"),
    });
  });

  it.each([
    [["--kind", "webhook"], /Allowed choices are adapter, tool, service, executor, governance/],
    [["--kind", "tool", "--id", "../up"], /is no module id/],
    [["--kind", "tool", "--ci"], /--kind writes a spec, and --ci is about other files/],
    [["--id", "x"], /--id is about a module: say of which --kind/],
    [["--with-contracts"], /say of which --kind/],
  ])("%j is an error, and writes nothing", (flags, message) => {
    const cwd = folder();
    expect(init(cwd, ...flags)).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(existsSync(join(cwd, "specs"))).toBe(false);
  });
});
