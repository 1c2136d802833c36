import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules", ".cache", "l9-tests");
const HOUR = 60 * 60 * 1000;

let built: string | Error | null = null;

/** The folder of the program as its sources are now; built once for each state of them, whatever `dist/` holds. */
export function builtFolder(): string {
  if (built === null) {
    const folder = join(cache, stateOfSources());
    try {
      if (!existsSync(folder)) build(folder);
      built = folder;
    } catch (error) {
      built = error as Error;
    }
  }
  if (typeof built !== "string") throw built;
  return built;
}

/** The `l9` program, for `node`. */
export function builtProgram(): string {
  return join(builtFolder(), "l9.cjs");
}

/** What is made of the sources as they are now, in a folder that is kept until they change. */
export async function onceForSources(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, `${stateOfSources()}.${name}`);
  if (existsSync(folder)) return folder;
  const own = beginFolder(folder);
  await make(own);
  endFolder(own, folder);
  return folder;
}

function build(folder: string): void {
  const own = beginFolder(folder);
  execFileSync(process.execPath, [join(root, "server", "build", "bundle.mjs"), own], { stdio: "pipe" });
  endFolder(own, folder);
}

/** A folder of this process's own; those of older sources go. */
function beginFolder(folder: string): string {
  mkdirSync(cache, { recursive: true });
  for (const entry of readdirSync(cache))
    if (Date.now() - statSync(join(cache, entry)).mtimeMs > HOUR) rmSync(join(cache, entry), { recursive: true, force: true });
  return `${folder}.${process.pid}`;
}

function endFolder(own: string, folder: string): void {
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another test process was faster with the same sources.
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function stateOfSources(): string {
  const hash = createHash("sha256");
  for (const top of ["package.json", "server", "rules", "client/ci"]) {
    const path = join(root, top);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((file) => join(path, file))
      : [path];
    for (const file of files.sort()) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
