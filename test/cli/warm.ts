import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram } from "../program.ts";

/** How a run of the program ended. */
export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Nothing of the machine the tests run on: no user configuration, no colours, no repository above the scratch folder. */
export function cleanEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: "/nonexistent",
    XDG_CONFIG_HOME: "/nonexistent",
    // No folder can be made there: nothing is kept between two runs unless a test says where.
    XDG_CACHE_HOME: "/dev/null",
    LANG: "C.UTF-8",
    ...extra,
  };
}

let host: { requests: number; answers: number } | null = null;

/** Runs the program in one process that this process keeps for all such runs. */
export function warmRun(args: readonly string[], { cwd, stdin = "" }: { cwd: string; stdin?: string | Uint8Array }): Outcome {
  host ??= start();
  writeSync(host.requests, `${JSON.stringify({ args, cwd, stdin: Buffer.from(stdin).toString("base64") })}\n`);
  const answer = readLine(host.answers);
  if (answer === null) {
    host = null;
    throw new Error(`l9 ${args.join(" ")} ended its process, or took longer than three minutes`);
  }
  const { exitCode, stdout, stderr } = JSON.parse(answer) as Outcome;
  const text = (base64: string): string => Buffer.from(base64, "base64").toString("utf8");
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}

/** Ends when this process does: nobody has the other end of its requests any more. */
function start(): { requests: number; answers: number } {
  const folder = mkdtempSync(join(tmpdir(), "l9-warm-"));
  const [requests, answers] = [join(folder, "requests"), join(folder, "answers")];
  execFileSync("mkfifo", [requests, answers]);
  const program = join(import.meta.dirname, "warm-host.cjs");
  const stdio: ["ignore", "ignore", "inherit"] = ["ignore", "ignore", "inherit"];
  spawn(process.execPath, [program, builtProgram(), requests, answers], { env: cleanEnvironment(), stdio, cwd: "/" }).unref();
  // Each waits for the other side.
  const ends = { answers: openSync(answers, "r"), requests: openSync(requests, "w") };
  rmSync(folder, { recursive: true });
  return ends;
}

function readLine(from: number): string | null {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(64 * 1024);
  for (;;) {
    const length = readSync(from, chunk);
    if (length === 0) {
      closeSync(from);
      return null;
    }
    chunks.push(Buffer.from(chunk.subarray(0, length)));
    if (chunk[length - 1] === 10) return Buffer.concat(chunks).toString("latin1");
  }
}
