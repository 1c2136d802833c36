import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A program on the PATH, or at the path that an environment variable names; null when there is none. */
export function editor(name: string, variable?: string): string | null {
  const named = variable === undefined ? undefined : process.env[variable];
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable ?? ""} names ${named}, which does not exist`);
    return named;
  }
  if (variable !== undefined) return null;
  const folder = (process.env.PATH ?? "").split(delimiter).find((entry) => existsSync(join(entry, name)));
  return folder ? join(folder, name) : null;
}

export function built(): string {
  const path = join(ROOT, "dist", "l9.cjs");
  if (!existsSync(path)) throw new Error(`${path} does not exist: run "npm run build" first`);
  return path;
}

/** A home and a copy of the sample workspace that only one test uses. */
export class Desk {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "l9-editor-")));
  readonly home = join(this.folder, "home");
  readonly workspace = join(this.folder, "orders");
  /** In the environment of every process that the editor starts. */
  readonly #mark = randomUUID();

  constructor() {
    mkdirSync(this.home);
    cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), this.workspace, { recursive: true });
    execFileSync("git", ["init", "-q"], { cwd: this.workspace });
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  file(name: string): string {
    return join(this.workspace, name);
  }

  environment(extra: Record<string, string> = {}): Record<string, string> {
    const { PATH = "", LANG = "C.UTF-8" } = process.env;
    return {
      PATH,
      LANG,
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, ".config"),
      XDG_DATA_HOME: join(this.home, ".local", "share"),
      XDG_STATE_HOME: join(this.home, ".local", "state"),
      XDG_CACHE_HOME: join(this.home, ".cache"),
      L9_TEST_MARK: this.#mark,
      ...extra,
    };
  }

  /** Runs a program to its end; what it printed is part of the error when it fails or does not end. */
  async run(program: string, args: readonly string[], env: Record<string, string>, seconds = 60): Promise<string> {
    const child = spawn(program, args, { cwd: this.workspace, env: this.environment(env), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => void (output += chunk.toString()));
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const code = await new Promise<number | string>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit, signal) => resolve(exit ?? signal ?? "no code"));
    });
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${program} ended with ${String(code)}\n${output}${this.#logs()}`);
    return output;
  }

  /** Processes that the editor started and left behind. */
  async leftBehind(): Promise<string[]> {
    const find = (): string[] =>
      readdirSync("/proc").filter((pid) => {
        try {
          return /^\d+$/.test(pid) && readFileSync(join("/proc", pid, "environ"), "utf8").includes(this.#mark);
        } catch {
          // Gone since the listing, or somebody else's.
          return false;
        }
      });
    // The server ends itself after its last answer.
    for (let wait = 0; wait < 40 && find().length > 0; wait++) await new Promise((resolve) => setTimeout(resolve, 50));
    return find().map((pid) => readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " "));
  }

  #logs(): string {
    const path = join(this.folder, "out.json");
    return existsSync(path) ? `\n${readFileSync(path, "utf8")}` : "";
  }
}
