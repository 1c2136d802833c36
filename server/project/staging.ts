import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkStatOf } from "./regular-file.ts";
import { processOf, runName, standingOf } from "./run-name.ts";

// Files that are not yet what they are to become lie in `.l9/staging/<run>`, never beside sources: what a killed run leaves is found there, and cleared by the
// next one that writes.

/** The folder that the tool shares with the repository's own files: contracts, a Space. It is never ignored as a whole. */
export const STATE = ".l9";

/** Where writes are prepared, in a folder for each run. Relative to the workspace folder. */
export const STAGING = ".l9/staging";

/** Milliseconds after which what a run of another machine left is cleared: whether it is at work can not be asked. */
const FORGOTTEN = 24 * 60 * 60 * 1000;

/** {@link STAGING} is a link or a file, or may not be made. */
export class NoStaging extends Error {
  override readonly name = "NoStaging";
}

/** A run's folder, as long as somebody needs it. */
export interface Staging {
  /** Absolute. */
  readonly folder: string;
  /** A path in it that nothing has. */
  next(): string;
  release(): void;
}

interface Held {
  users: number;
  count: number;
}

const held = new Map<string, Held>();

/** The folder of a run below a workspace folder. */
export function runFolder(root: string, run = runName()): string {
  return join(root, STAGING, run);
}

/** Names of the runs that have a folder, this one's too. */
export function runsAt(root: string): string[] {
  if (![STATE, STAGING].every((path) => linkStatOf(join(root, path))?.isDirectory())) return [];
  try {
    return readdirSync(join(root, STAGING)).filter((name) => processOf(name) !== null);
  } catch (error) {
    // Gone meanwhile, or closed to this user, who has nothing to clear there.
    if (["ENOENT", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/**
 * Makes this run's folder, and clears those of dead ones; it is removed when everybody has released it.
 * @throws {NoStaging} where there can be none; other errors of the system as they are
 */
export function stage(root: string): Staging {
  if (!held.has(root)) make(root);
  const entry = held.get(root) ?? { users: 0, count: 0 };
  held.set(root, entry);
  entry.users++;
  let released = false;
  const folder = runFolder(root);
  return {
    folder,
    next: () => join(folder, `t${entry.count++}`),
    release: () => {
      if (released) return;
      released = true;
      if (--entry.users > 0) return;
      held.delete(root);
      // What is decided, and could not be done, is left to be completed.
      if (!hasJournal(folder)) remove(root, runName());
    },
  };
}

/** The same for as long as the work takes. */
export function staged<T>(root: string, work: (staging: Staging) => T): T {
  const staging = stage(root);
  try {
    return work(staging);
  } finally {
    staging.release();
  }
}

/** Removes the folders of runs that have ended, but those with work that is decided. */
export function clearDead(root: string): void {
  const runs = runsAt(root);
  for (const run of runs) if (isLeft(root, run) && !hasJournal(runFolder(root, run))) remove(root, run);
  // One that was killed before it had a folder of its own.
  if (runs.length === 0 && linkStatOf(join(root, STAGING))?.isDirectory()) removeAbove(root);
}

/** Of a run that has ended, or of another machine and older than anything that is at work. */
function isLeft(root: string, run: string): boolean {
  const standing = standingOf(run);
  return standing === "elsewhere" ? isOlder(runFolder(root, run), FORGOTTEN) : standing === "over";
}

/** @param age milliseconds since it was last changed */
export function isOlder(path: string, age: number): boolean {
  const found = linkStatOf(path);
  return found !== undefined && Date.now() - Number(found.mtimeMs) > age;
}

/** What a write that was decided has still to do, in a run's folder. */
export const JOURNAL = "journal.json";

function hasJournal(folder: string): boolean {
  return existsSync(join(folder, JOURNAL));
}

function make(root: string): void {
  clearDead(root);
  const folder = runFolder(root);
  // Another run may remove the folder above between two steps of this one.
  for (let tries = 0; ; tries++) {
    try {
      for (const path of [join(root, STATE), join(root, STAGING), folder]) makeFolder(path);
      // git ignores what lies in it; nothing else of the tool's folder is hidden.
      writeFileSync(join(folder, ".gitignore"), "*\n");
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" && tries < 100) continue;
      if (error instanceof NoStaging) throw error;
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") throw new NoStaging(`${STAGING} can not be written`);
      remove(root, runName());
      throw error;
    }
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!lstatSync(path).isDirectory())
      throw new NoStaging(`${STAGING} is no folder of the workspace, but reached through a link or a file`);
  }
}

function remove(root: string, run: string): void {
  rmSync(runFolder(root, run), { recursive: true, force: true });
  removeAbove(root);
}

function removeAbove(root: string): void {
  removeEmpty(join(root, STAGING));
  removeEmpty(join(root, STATE));
}

/** Removes a folder but where others have something in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
