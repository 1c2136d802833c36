import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { writeWhole } from "../project/write-file.ts";

/** A file to write, with the text it had when the run began; null for a file that did not exist. */
export interface Planned {
  /** Relative to the workspace folder, with `/`. */
  path: string;
  content: string;
  before: string | null;
}

interface Journal {
  /** Renames that make the new tree, from the staging folder to the workspace; relative to the workspace folder. */
  moves: { from: string; to: string }[];
}

/** Thrown before anything is written: a target lies outside the workspace, or changed since it was read. */
export class WriteRefused extends Error {}

/**
 * Writes all files or none. They are staged first; then a journal names the renames, and from that moment the new tree is decided: a run that
 * is killed in between is completed by `recover`, one that is killed before leaves the old tree.
 */
export function writeAll(root: string, files: readonly Planned[]): void {
  recover(root);
  for (const { path, before } of files) checkTarget(root, path, before);
  const state = stateFolder(root);
  const staging = join(state, "staging");
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  const moves = files.map(({ path, content }, at) => {
    writeWhole(join(staging, String(at)), content);
    return { from: join(".l9", "staging", String(at)), to: path };
  });
  writeWhole(join(state, "journal.json"), JSON.stringify({ moves } satisfies Journal));
  recover(root);
}

/** Completes a write that was interrupted. Does nothing when none was. */
export function recover(root: string): void {
  const path = join(root, ".l9", "journal.json");
  if (!existsSync(path)) return;
  const { moves } = JSON.parse(readFileSync(path, "utf8")) as Journal;
  for (const { from, to } of moves) {
    const staged = join(root, from);
    // Moved already by the run that was interrupted.
    if (!existsSync(staged)) continue;
    checkInside(root, to);
    mkdirSync(dirname(join(root, to)), { recursive: true });
    renameSync(staged, join(root, to));
  }
  rmSync(path);
  rmSync(join(root, ".l9", "staging"), { recursive: true, force: true });
}

/** `.l9/`, the tool's own folder: made when first needed, and ignored by git as a whole. */
export function stateFolder(root: string): string {
  const folder = join(root, ".l9");
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeWhole(ignore, "*\n");
  return folder;
}

function checkTarget(root: string, path: string, before: string | null): void {
  checkInside(root, path);
  const target = join(root, path);
  const now = existsSync(target) ? readFileSync(target, "utf8") : null;
  if (now !== before) throw new WriteRefused(`${path} was changed by someone else during the run; nothing is written.`);
}

/** The nearest existing folder of a target, links followed, must lie in the workspace; throws `WriteRefused`. */
export function checkInside(root: string, path: string): void {
  let folder = join(root, path);
  while (!existsSync(folder)) folder = dirname(folder);
  const real = realpathSync(folder);
  const home = realpathSync(root);
  if (real !== home && !real.startsWith(home + sep))
    throw new WriteRefused(`${path} leads out of the workspace; nothing is written.`);
}
