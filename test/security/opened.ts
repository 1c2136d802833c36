import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cleanEnvironment } from "../cli/run.ts";
import { builtProgram } from "../program.ts";

/** What a run asked of the system. */
export interface Asked {
  /** Programs that were started beside the program itself. */
  programs: string[];
  connections: string[];
  /** Files and folders that were opened, links followed by nobody: as they were named. */
  opened: string[];
  output: string;
}

const strace = spawnSync("strace", ["-V"], { encoding: "utf8" });

/** Why no run can be watched here; null where it can. */
export const notWatched: string | null = strace.error || strace.status !== 0 ? "there is no strace" : null;

/** Runs the program under `strace`. @param input of its stdin */
export function watched(args: readonly string[], cwd: string, input = ""): Asked {
  const folder = mkdtempSync(join(tmpdir(), "l9-watched-"));
  try {
    const log = join(folder, "calls");
    const calls = ["-f", "-qq", "-y", "-s", "4096", "-e", "trace=execve,connect,openat,open", "-o", log];
    const { stdout, stderr, error } = spawnSync("strace", [...calls, process.execPath, builtProgram(), ...args], {
      cwd,
      input,
      encoding: "utf8",
      env: cleanEnvironment({}),
      timeout: 120_000,
    });
    if (error) throw error;
    const lines = readFileSync(log, "utf8").split("\n");
    const of = (call: RegExp): string[] => lines.flatMap((line) => call.exec(line)?.[1] ?? []);
    return {
      programs: of(/ execve\("([^"]*)".* = 0$/).slice(1),
      connections: of(/ connect\((.*)$/),
      // Behind `=`, the file that it was in the end.
      opened: of(/ open(?:at)?\(.* = \d+<([^>]*)>/),
      output: stdout + stderr,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Folders of the system and of the program itself. */
const OWN = ["/proc", "/sys", "/dev", "/etc", "/lib", "/lib64", "/usr", dirname(builtProgram()), dirname(process.execPath)];

/** What was opened that is neither the repository's, nor the program's own, nor the system's. */
export function elsewhere({ opened }: Asked, root: string): string[] {
  const allowed = [...OWN, root, join(import.meta.dirname, "..", "..", "node_modules")];
  return [...new Set(opened)].filter(
    (path) => path.startsWith("/") && !allowed.some((folder) => `${path}/`.startsWith(`${folder}/`)),
  );
}
