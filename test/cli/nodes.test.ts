import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleWorkspace, SPEC } from "../generate/workspace.ts";
import { builtFolder } from "../program.ts";
import { npm, pack } from "./pack.ts";
import { cleanEnvironment, folder } from "./run.ts";

// The package carries code that the building Node compiled. Every other build of Node must do the same without it.

const builds = process.env.L9_NODE_BUILDS;
const REASON = "L9_NODE_BUILDS names no folder of other builds of Node; `.ci/install-nodes FOLDER` fetches them and prints it";
if (!builds) process.stderr.write(`Not tested: the packed program with other builds of Node, for ${REASON}.\n`);

const OTHERS = ["oldest", "22", "24", "newest"];
/** The builds that run every command; those between them check, and answer an editor. */
const ENDS = new Set(["oldest", "newest"]);

function nodeOf(build: string): string {
  const path = join(builds as string, build, "bin", "node");
  if (!existsSync(path)) throw new Error(`L9_NODE_BUILDS names ${builds ?? ""}, where ${path} does not exist`);
  return path;
}

/** The program as a user of the package has it. */
function installed(): string {
  const home = folder({ "package.json": "{}" });
  npm(["install", pack(), "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"], home);
  return join(home, "node_modules", "l9-language-server", "dist", "l9.cjs");
}

interface Ran {
  exit: number | string | null;
  stdout: string;
  stderr: string;
}

function run(node: string, program: string, cwd: string, args: readonly string[]): Ran {
  const { status, signal, stdout, stderr, error } = spawnSync(node, [program, ...args], {
    cwd,
    env: cleanEnvironment(),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { exit: signal ?? status, stdout, stderr };
}

/** A session that is only begun and ended; its `stdout` is the answer to `initialize`. */
async function initialize(node: string, program: string, cwd: string): Promise<Ran> {
  const child = spawn(node, [program, "lsp", "--stdio"], { cwd, env: cleanEnvironment() });
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let stdout = "";
  let stderr = "";
  let ending = false;
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (ending || !/"id":1,"result".*\}$/s.test(stdout)) return;
    ending = true;
    send({ id: 2, method: "shutdown" });
    send({ method: "exit" });
  });
  child.stderr.on("data", (chunk: Buffer) => void (stderr += chunk.toString()));
  // A program that dies takes its input with it; how it ended tells more than that.
  child.stdin.on("error", () => undefined);
  send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: {} } });
  const exit = await new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? code));
  });
  return { exit, stdout: stdout.slice(0, stdout.lastIndexOf("Content-Length")), stderr };
}

type Command = "check" | "lsp" | "explain" | "generate";
const EVERY: readonly Command[] = ["check", "lsp", "explain", "generate"];
const SOME: readonly Command[] = ["check", "lsp"];

async function runCommands(node: string, program: string, commands = EVERY): Promise<Partial<Record<Command, Ran>>> {
  const { root } = sampleWorkspace();
  const flags = { check: ["check"], explain: ["explain"], generate: ["generate", SPEC, "--dry-run"] };
  const ran: Partial<Record<Command, Ran>> = {};
  for (const command of commands)
    ran[command] = command === "lsp" ? await initialize(node, program, root) : run(node, program, root, flags[command]);
  return ran;
}

beforeAll(() => void builtFolder(), 120_000);

describe("the packed program", () => {
  test.runIf(builds)("says the same with every build of Node", { timeout: 600_000 }, async () => {
    const program = installed();
    const expected = await runCommands(process.execPath, program);
    expect(expected.check?.stdout).toContain("error [");
    expect(expected.generate).toMatchObject({ exit: 0, stdout: expect.stringContaining("All checks passed") as string });
    expect(expected.lsp).toMatchObject({ exit: 0, stdout: expect.stringContaining("capabilities") as string });
    for (const [command, { stderr }] of Object.entries(expected)) expect({ command, stderr }).toEqual({ command, stderr: "" });
    const { check, lsp } = expected;
    for (const build of OTHERS) {
      const ran = await runCommands(nodeOf(build), program, ENDS.has(build) ? EVERY : SOME);
      expect({ build, ...ran }).toEqual({ build, ...(ENDS.has(build) ? expected : { check, lsp }) });
    }
  });

  test.runIf(builds)("says the same when another Node built it", { timeout: 600_000 }, async () => {
    const copy = folder();
    cpSync(builtFolder(), copy, { recursive: true });
    const program = join(copy, "l9.cjs");
    const expected = await runCommands(process.execPath, program, SOME);
    const store = join(import.meta.dirname, "..", "..", "server", "build", "code-cache.cjs");
    for (const build of OTHERS) {
      execFileSync(nodeOf(build), [store, dirname(program)], { stdio: ["ignore", "pipe", "inherit"] });
      expect({ build, ...(await runCommands(process.execPath, program, SOME)) }).toEqual({ build, ...expected });
    }
  });
});
