import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, onTestFinished } from "vitest";
import { builtFolder, builtProgram } from "../program.ts";
import { WHOLE } from "../whole.ts";
import { cleanEnvironment, warmRun, type Outcome } from "./warm.ts";

export { cleanEnvironment, type Outcome };

// Not in the time of the first test that runs it.
beforeAll(() => void builtProgram(), 120_000);

export interface RunOptions {
  cwd: string;
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  /** Runs as another user, for permissions that root does not feel. */
  uid?: number;
  program?: string;
}

/**
 * Runs the program and waits for its end: in the process of the runs before where nothing of the process itself matters, else, and with
 * `L9_WHOLE=1`, in one of its own.
 */
export function l9(args: readonly string[], options: RunOptions): Outcome {
  const isPlain = Object.keys(options).every((key) => key === "cwd" || key === "stdin");
  return isPlain && !WHOLE ? warmRun(args, options) : coldRun(args, options);
}

/** Runs the program in a process of its own. */
export function coldRun(
  args: readonly string[],
  { cwd, stdin = "", env = {}, uid, program = builtProgram() }: RunOptions,
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input: stdin,
    env: cleanEnvironment(env),
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  if (error) throw error;
  return { exitCode: status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

const NOBODY = 65534;

/** Runs the program as a user who owns nothing, where the tests themselves may do everything. */
export function asNobody(args: readonly string[], cwd: string): Outcome {
  if (process.getuid?.() !== 0) return l9(args, { cwd });
  const program = mkdtempSync(join(tmpdir(), "l9-program-"));
  onTestFinished(() => rmSync(program, { recursive: true, force: true }));
  cpSync(builtFolder(), program, { recursive: true });
  chmodSync(program, 0o755);
  chmodSync(cwd, statSync(cwd).mode | 0o055);
  return l9(args, { cwd, uid: NOBODY, program: join(program, "l9.cjs") });
}

/** Starts the program and reads only the first bytes of its output, as `| head` does. */
export function l9Head(args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builtProgram(), ...args], { cwd, env: cleanEnvironment() });
    let stdout = "";
    let stderr = "";
    child.stdout.once("data", (chunk: Buffer) => {
      stdout = chunk.toString("utf8");
      child.stdout.destroy();
    });
    child.stderr.on("data", (chunk: Buffer) => void (stderr += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("exit", (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end();
  });
}

/** A folder with these files, gone after the test. */
export function folder(files: Record<string, string | Uint8Array> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "l9-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** The array that `--format json` prints. */
export function findings(outcome: Outcome): {
  path: string;
  rule: string;
  severity: string;
  message: string;
  range: { start: { line: number; column: number }; end: { line: number; column: number } };
  module: string | null;
  fix: { title: string; safety: string } | null;
}[] {
  return JSON.parse(outcome.stdout);
}
