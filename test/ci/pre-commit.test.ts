import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { editor } from "../editors/editor.ts";
import { cleanEnvironment } from "../cli/run.ts";
import { checkout, git, GIT_ENVIRONMENT, homeFolder, npmEnvironment, ROOT, sampleRepository } from "./checkout.ts";

// pre-commit itself, a clone of this repository as its hook, and the sample in a fresh repository.

const preCommit = editor("pre-commit");
if (preCommit === null) process.stderr.write("skipped: there is no pre-commit on the PATH (apt-get install pre-commit)\n");

const TEST = "tests/test_orders_webhook.py";

it("the hook sees deletions and works for every program version: no file list, no filter, no stage names", () => {
  const [hook, ...others] = parse(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8"));
  expect(others).toEqual([]);
  expect(hook).toMatchObject({ id: "l9", language: "node", pass_filenames: false, always_run: true });
  expect(hook.entry).toContain("--staged");
  expect(Object.keys(hook).filter((key) => ["files", "types", "types_or", "stages", "exclude"].includes(key))).toEqual([]);
});

it.skipIf(preCommit === null)("refuses a commit that breaks a spec, and no other", { timeout: 600_000 }, () => {
  const hook = checkout();
  const rev = git(hook, "rev-parse", "HEAD").trim();
  const home = homeFolder();
  const config = `repos:\n  - repo: ${hook}\n    rev: ${rev}\n    hooks:\n      - id: l9\n`;
  const cwd = sampleRepository({ "scripts/unrelated.py": "x = 1  # type: ignore\n", ".pre-commit-config.yaml": config });
  const env = cleanEnvironment({ ...GIT_ENVIRONMENT, ...npmEnvironment(), HOME: home, PRE_COMMIT_HOME: join(home, "hooks") });
  const run = (program: string, ...args: string[]): { exitCode: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
    return { exitCode: status, output: `${stdout}${stderr}` };
  };
  const commit = (...args: string[]) => run("git", "commit", "-q", "-m", "change", ...args);
  expect(run(preCommit as string, "install", "--install-hooks")).toMatchObject({ exitCode: 0 });

  const spec = readFileSync(join(cwd, "specs/Module-Spec-orders_webhook.yaml"), "utf8").split("\n");
  const line = spec.findIndex((text) => text.includes("- duplicate_event_deduped")) + 1;
  const before = readFileSync(join(cwd, TEST), "utf8");
  const refused = {
    exitCode: 1,
    output: expect.stringContaining(`specs/Module-Spec-orders_webhook.yaml:${line}:9 error [acceptance_test_missing]`),
  };

  writeFileSync(join(cwd, TEST), before.replaceAll("test_duplicate_event_deduped", "test_duplicates"));
  expect(before).toContain("test_duplicate_event_deduped");
  git(cwd, "add", TEST);
  expect(commit()).toMatchObject(refused);
  // The index of a commit that names files is one that git makes for it.
  git(cwd, "reset", "-q");
  expect(commit(TEST)).toMatchObject(refused);
  // pre-commit has no file to name when one is deleted.
  rmSync(join(cwd, TEST));
  git(cwd, "add", "-A");
  expect(commit()).toMatchObject(refused);

  git(cwd, "reset", "-q", "--hard");
  writeFileSync(join(cwd, "scripts/unrelated.py"), "x = 2  # type: ignore\n");
  git(cwd, "add", "-A");
  expect(commit()).toMatchObject({ exitCode: 0 });
  expect(git(cwd, "log", "--format=%s", "-1").trim()).toBe("change");
});
