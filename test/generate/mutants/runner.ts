import { spawn } from "node:child_process";
import { PYTHON, PYTHON_ENVIRONMENT } from "../python.ts";

/** A text in place of a file's, and the tests that are run over it. */
export interface Job {
  id: string;
  path: string;
  text: string;
  tests: readonly string[];
}

export interface Outcome {
  id: string;
  outcome: "killed" | "survived" | "timeout" | "broken";
  /** The test that failed first; of what is broken, what was printed. */
  by: string | null;
  /** How many tests passed. */
  passed: number;
}

/** A mutant whose tests do not end within this time counts as found. */
const SECONDS = 20;
const PARALLEL = 2;

/** What modules over the sample's contracts import. */
export const SAMPLE_IMPORTS = [
  "fastapi.testclient",
  "httpx",
  "structlog.testing",
  "core.agents.runtime",
  "memory.substrate_service",
  "tools.registry",
];

export interface Setting {
  /** The path of `run.py`. */
  script: string;
  root: string;
  /** Modules that are imported once for all jobs. */
  imports: readonly string[];
  python?: string;
  env?: NodeJS.ProcessEnv;
  parallel?: number;
  seconds?: number;
}

/** Runs each job's tests in a process of its own. */
export async function runJobs(
  { script, root, imports, python = PYTHON, env = PYTHON_ENVIRONMENT, parallel = PARALLEL, seconds = SECONDS }: Setting,
  jobs: readonly Job[],
): Promise<Outcome[]> {
  const child = spawn(python, [script], { env, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  child.stdin.end(JSON.stringify({ root, imports, parallel, seconds, jobs }));
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status !== 0) throw new Error(`the runner ended with ${String(status)}: ${errors}`);
  return output
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Outcome);
}
