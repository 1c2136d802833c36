import { expect, test } from "vitest";
import { sampleWorkspace, SPEC } from "../generate/workspace.ts";
import { coldRun, type Outcome } from "./run.ts";
import { warmRun } from "./warm.ts";

// Most tests of the command line run it in one process: what it says there is what it says in a process of its own.

const COMMANDS: [args: string[], stdin?: string][] = [
  [["check"]],
  [["check", "--format", "json", "api"]],
  [["check", "--stdin-filename", "api/new.py", "--scope", "all"], "import os\n"],
  [["check", "--no-such-flag"]],
  [["explain", "random_uuid"]],
  [["contracts", SPEC]],
  [["generate", SPEC, "--dry-run"]],
  [["verify", SPEC]],
  [["generate", "--help"]],
];

test.each(COMMANDS)("%j says the same in a process of its own", { timeout: 120_000 }, (args, stdin = "") => {
  const ran = (run: (args: readonly string[], options: { cwd: string; stdin: string }) => Outcome): Outcome => {
    const { root } = sampleWorkspace();
    const { exitCode, stdout, stderr } = run(args, { cwd: root, stdin });
    return { exitCode, stdout: stdout.replaceAll(root, "ROOT"), stderr: stderr.replaceAll(root, "ROOT") };
  };
  const expected = ran(coldRun);
  expect(ran(warmRun)).toEqual(expected);
  expect(ran(warmRun)).toEqual(expected);
});
