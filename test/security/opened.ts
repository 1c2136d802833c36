import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cleanEnvironment } from "../cli/run.ts";
import { PULL } from "../lsp/client.ts";
import { SpawnedClient } from "../lsp/spawned.ts";
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

/** The command that `strace` begins with; what it sees goes into a file. */
function tracer(log: string): [string, ...string[]] {
  return ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", "trace=execve,connect,openat,open", "-o", log];
}

function askedOf(log: string, output: string): Asked {
  const lines = readFileSync(log, "utf8").split("\n");
  const of = (call: RegExp): string[] => lines.flatMap((line) => call.exec(line)?.[1] ?? []);
  return {
    programs: of(/ execve\("([^"]*)".* = 0$/).slice(1),
    connections: of(/ connect\((.*)$/),
    // Behind `=`, the file that it was in the end.
    opened: of(/ open(?:at)?\(.* = \d+<([^>]*)>/),
    output,
  };
}

/** Runs the program under `strace`. @param input of its stdin */
export function watched(args: readonly string[], cwd: string, input = ""): Asked {
  const folder = mkdtempSync(join(tmpdir(), "l9-watched-"));
  try {
    const log = join(folder, "calls");
    const [command, ...rest] = [...tracer(log), process.execPath, builtProgram(), ...args] as [string, ...string[]];
    const options = { cwd, input, encoding: "utf8", env: cleanEnvironment({}), timeout: 120_000 } as const;
    const { stdout, stderr, error } = spawnSync(command, rest, options);
    if (error) throw error;
    return askedOf(log, stdout + stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same of a server, and what an editor does with it; the output is all that the server sent. */
export async function watchedServer(cwd: string, work: (client: SpawnedClient) => Promise<void>): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), "l9-watched-"));
  try {
    const log = join(folder, "calls");
    const client = await SpawnedClient.start({ under: tracer(log), cwd, roots: [cwd], capabilities: PULL });
    const answers: unknown[] = [];
    const request = client.request.bind(client);
    client.request = async (method, params) => {
      const answer = await request(method, params);
      answers.push(answer);
      return answer as never;
    };
    await work(client);
    await client.stop();
    return askedOf(log, JSON.stringify([answers, client.notifications, client.requests, client.stderr]));
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
