import { symlinkSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { folder } from "../cli/run.ts";
import { builtFolder } from "../program.ts";
import { commitAll, git, ROOT, sampleRepository } from "./checkout.ts";
import { bash } from "./shell.ts";

// The composite action for GitHub: its steps' own scripts, run as a runner runs them.

interface Action {
  inputs: Record<string, { default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: { id?: string; name: string; shell: string; run: string; env?: Record<string, string> }[] };
}
const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as Action;
const { steps } = action.runs;
const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const TEST = "tests/test_orders_webhook.py";

beforeAll(() => void builtFolder(), 300_000);

/** Runs the check as a job does, with the inputs that it was given. */
function runCheck(cwd: string, inputs: Record<string, string>) {
  const runner = folder({ output: "", summary: "" });
  symlinkSync(builtFolder(), join(runner, "dist"));
  const step = steps.find(({ id }) => id === "check");
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? "";
      expect(action.inputs).toHaveProperty([input]);
      return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
    }),
  );
  const places = {
    GITHUB_ACTION_PATH: runner,
    GITHUB_OUTPUT: join(runner, "output"),
    GITHUB_STEP_SUMMARY: join(runner, "summary"),
  };
  const outcome = bash(step?.run ?? "", join(cwd, inputs["working-directory"] ?? "."), { ...env, ...places });
  const read = (name: string): string => readFileSync(join(runner, name), "utf8");
  return { ...outcome, output: read("output"), summary: read("summary") };
}

describe("the action", { timeout: 300_000 }, () => {
  it("is composite, and no script has an expression that a pull request could fill", () => {
    expect(action.runs.using).toBe("composite");
    for (const { run, shell } of steps) {
      expect(shell).toBe("bash");
      expect(run).not.toContain("${{");
    }
  });

  it("writes annotations, a summary and SARIF, and fails where an error is found", () => {
    const cwd = sampleRepository();
    const { exitCode, stdout, stderr, output, summary } = runCheck(cwd, {});
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toMatch(/^::error file=api\/clients\/payments_webhook_client.py,line=5,/m);
    expect(summary).toMatch(/^### l9: \d+ errors, \d+ warnings, \d+ info in \d+ files\n/);
    expect(output).toBe("sarif-file=./l9.sarif\n");
    expect(JSON.parse(readFileSync(join(cwd, "l9.sarif"), "utf8")).runs[0].results.length).toBeGreaterThan(40);
  });

  it("asks a pull request only about what it brings", () => {
    const cwd = sampleRepository();
    const base = git(cwd, "rev-parse", "HEAD").trim();
    expect(runCheck(cwd, { since: base, new: "true" })).toMatchObject({ exitCode: 0, stdout: "" });
    writeFileSync(
      join(cwd, TEST),
      readFileSync(join(cwd, TEST), "utf8").replaceAll("test_duplicate_event_deduped", "test_other"),
    );
    git(cwd, "commit", "-qam", "rename");
    const { exitCode, stdout, summary } = runCheck(cwd, { since: base, new: "true" });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`^::error file=${SPEC},line=103,.*acceptance_test_missing`, "m"));
    expect(summary).toContain(`\`${SPEC}:103:9\``);
  });

  it("takes paths and flags line by line, as they are", () => {
    const cwd = folder({ "a $(touch x) b/m.py": "x: int = 1  # type: ignore\n", "other.py": "y: int = 1  # type: ignore\n" });
    commitAll(cwd);
    const found = runCheck(cwd, {
      paths: "a $(touch x) b/m.py\n",
      arguments: "--scope=all\n--select=type_ignore\n",
      "sarif-file": "o.sarif",
    });
    expect(found).toMatchObject({ exitCode: 1, output: "sarif-file=./o.sarif\n" });
    expect(found.stdout.split("\n").filter((line) => line !== "")).toHaveLength(1);
    expect(git(cwd, "status", "--short").trim()).toBe("?? o.sarif");
  });

  it("counts paths from the repository's top when it works in a folder, and names the SARIF file from there", () => {
    const cwd = folder({ "apps/shop/a.py": "x: int = 1  # type: ignore\n" });
    commitAll(cwd);
    const found = runCheck(cwd, { "working-directory": "apps/shop", arguments: "--scope=all" });
    expect(found.stdout).toMatch(/^::error file=apps\/shop\/a.py,/);
    expect(found.output).toBe("sarif-file=apps/shop/l9.sarif\n");
  });

  it("says why it could not run, and writes no report then", () => {
    const cwd = sampleRepository();
    const found = runCheck(cwd, { since: "nowhere" });
    expect(found).toMatchObject({ exitCode: 2, stdout: "", output: "", summary: "" });
    expect(found.stderr).toContain('git knows no commit "nowhere"');
  });
});
