import { spawn } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import type { Draft } from "./backend.ts";
import type { VerifyResult } from "./run.ts";

/** How much of a command's output is kept, from its end. */
const MAX_OUTPUT = 8000;

/**
 * Runs the user's command on the tree as it would be: a temporary folder that shows the workspace through links, with the draft's files in place. The
 * workspace itself is not touched.
 */
export function verifyWith(command: string, root: string): (draft: Draft, signal: AbortSignal) => Promise<VerifyResult> {
  return async (draft, signal) => {
    const tree = mkdtempSync(join(tmpdir(), "l9-staged-"));
    try {
      mirror(root, tree, "", new Set(draft.files.map(({ path }) => path)));
      for (const { path, content } of draft.files) {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), content);
      }
      return await run(command, tree, signal);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  };
}

/** Folders that hold a file of the draft become real, everything else is a link. */
function mirror(root: string, tree: string, inside: string, written: ReadonlySet<string>): void {
  const from = join(root, inside);
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (written.has(path) || name === ".git" || name === ".l9") continue;
    const holds = [...written].some((file) => file.startsWith(`${path}/`));
    if (holds && lstatSync(join(from, name)).isDirectory()) {
      mkdirSync(join(tree, path));
      mirror(root, tree, path, written);
    } else symlinkSync(join(from, name).split(sep).join(sep), join(tree, path));
  }
}

function run(command: string, cwd: string, signal: AbortSignal): Promise<VerifyResult> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the command starts ends with it.
    const child = spawn(command, {
      cwd,
      shell: true,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    let output = "";
    const collect = (chunk: Buffer): void => void (output = (output + chunk.toString("utf8")).slice(-MAX_OUTPUT));
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    };
    signal.addEventListener("abort", end, { once: true });
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ command, exitCode: code ?? 1, output });
    });
  });
}
