import { spawnSync } from "node:child_process";
import { cleanEnvironment, type Outcome } from "../cli/run.ts";

/** Runs a script as CI runners do: bash that stops at the first failure, in nobody's environment. */
export function bash(script: string, cwd: string, env: Record<string, string> = {}): Outcome {
  const { status, stdout, stderr, error } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env: cleanEnvironment(env),
    encoding: "utf8",
  });
  if (error) throw error;
  return { exitCode: status, stdout, stderr };
}
