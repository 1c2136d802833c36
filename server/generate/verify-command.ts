import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { statOf } from "../project/regular-file.ts";
import type { Draft } from "./backend.ts";
import { closePipes, endGroup, startGroup } from "./process-group.ts";
import type { VerifyResult } from "./run.ts";
import { runName, standingOf } from "../project/run-name.ts";
import { STAGING, STATE } from "../project/staging.ts";
import { REPORTS } from "./state.ts";

/** How much of a command's output is kept, from its end. */
const MAX_OUTPUT = 8000;

/** Milliseconds in which the last output of a command that has ended may arrive. */
const GRACE = 500;

/**
 * Runs the user's command on the tree as it would be: a temporary folder that shows the workspace through links, with the draft's files in place. The
 * workspace itself is not touched.
 */
export function verifyWith(command: string, root: string): (draft: Draft, signal: AbortSignal) => Promise<VerifyResult> {
  return async (draft, signal) => {
    clearDead();
    const tree = mkdtempSync(join(tmpdir(), `${PREFIX}${runName()}-`));
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

/** What a temporary tree is called, before its run and what makes it its own. */
const PREFIX = "l9-staged-";

/** Trees of runs that were killed. */
function clearDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const run = name.startsWith(PREFIX) ? name.slice(PREFIX.length, name.lastIndexOf("-")) : null;
    if (run !== null && standingOf(run) === "over") rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Folders that hold a file of the draft become real, everything else is a link. */
function mirror(root: string, tree: string, inside: string, written: ReadonlySet<string>): void {
  const from = join(root, inside);
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (written.has(path) || name === ".git" || path === REPORTS || path === STAGING) continue;
    // What the repository keeps beside the tool's own folders is part of the tree.
    const holds = path === STATE || [...written].some((file) => file.startsWith(`${path}/`));
    // A link to a folder too: what is written below it must not reach the folder itself.
    if (holds && statOf(join(from, name))?.isDirectory()) {
      mkdirSync(join(tree, path));
      mirror(root, tree, path, written);
    } else symlinkSync(join(from, name), join(tree, path));
  }
}

function run(command: string, cwd: string, signal: AbortSignal): Promise<VerifyResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = startGroup(command, cwd, { ...process.env, PYTHONDONTWRITEBYTECODE: "1" });
    child.stdin.on("error", () => undefined).end();
    let output = "";
    const collect = (chunk: string): void => void (output = (output + chunk).slice(-MAX_OUTPUT));
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const end = (): void => endGroup(child, "SIGKILL");
    signal.addEventListener("abort", end, { once: true });
    child.on("error", reject);
    child.on("exit", () => closePipes(child, GRACE));
    child.on("close", (code) => {
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ command, exitCode: code ?? 1, output });
    });
  });
}
