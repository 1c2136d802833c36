import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { statOf } from "./regular-file.ts";
import { runName, standingOf } from "./run-name.ts";
import { NoStaging, stage, type Staging } from "./staging.ts";

/** A file that its owner may not write: somebody meant it to stay as it is, and a user who may write everything is no reason to. */
export class ReadOnlyFile extends Error {
  override readonly name = "ReadOnlyFile";
}

/** A file that somebody else wrote since it was read: it is as they left it. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

export interface Replacing {
  /** The workspace folder, below which the new text is prepared; without one, or where it lies on another file system, that is done beside the file. */
  root?: string;
  /** Whether what is at a path is what the new text was made of. Asked last of all. */
  isCurrent?: (path: string) => boolean;
}

/** @param mode of the file, as the disk has it */
export function isReadOnly(mode: number): boolean {
  return (mode & 0o200) === 0;
}

/**
 * Replaces the content of a file in one step: a reader sees the old text or the new one, never a part, and a full disk loses nothing.
 * The file's mode is kept; a symbolic link stays, what it points to is replaced.
 * @throws {ReadOnlyFile} and replaces nothing where the file is read-only
 * @throws {ChangedMeanwhile} and replaces nothing where it is not current any more
 */
export function replaceFile(path: string, content: string | Uint8Array, { root, isCurrent = () => true }: Replacing = {}): void {
  const target = realpathSync(path);
  const found = statSync(target);
  if (isReadOnly(found.mode)) throw new ReadOnlyFile("it is read-only");
  prepared(target, root ?? null, (temporary) => {
    writeNew(temporary, content, { mode: found.mode & 0o7777, owner: found });
    if (!putInPlace(temporary, target, isCurrent)) throw new ChangedMeanwhile("it was changed by someone else meanwhile");
  });
}

/** Writes a file that need not exist yet, in one step. @param root as of {@link Replacing} */
export function writeWhole(path: string, content: string | Uint8Array, root: string | null = null): void {
  prepared(path, root, (temporary) => {
    writeNew(temporary, content);
    renameSync(temporary, path);
  });
}

export interface NewFile {
  mode?: number;
  /** Whose it is to be; by default the user's who runs the program. */
  owner?: Stats;
}

/** Makes a file with this content, on the disk when it returns. */
export function writeNew(path: string, content: string | Uint8Array, { mode = 0o644, owner }: NewFile = {}): void {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const file = openSync(path, "wx", 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    if (owner) keepOwner(file, owner);
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Renames a prepared file into the place of another. No system can compare and rename in one step. A name of its own for the old file makes the gap small: who
 * saves in place writes into that file, and is seen behind the rename and put back. What is left is a save that puts a new file in the place between the
 * last look and the rename, two calls of the system, and one that has emptied the old file and not written yet.
 * @returns false, with what others saved in its place, where it is not current
 */
export function putInPlace(temporary: string, target: string, isCurrent: (path: string) => boolean): boolean {
  const old = `${temporary}.old`;
  if (!linked(target, old)) {
    if (!isCurrent(target)) return false;
    renameSync(temporary, target);
    return true;
  }
  try {
    if (!isCurrent(old) || lstatSync(old).ino !== lstatSync(target, { throwIfNoEntry: false })?.ino) return false;
    renameSync(temporary, target);
    if (isCurrent(old)) return true;
    renameSync(old, target);
    return false;
  } finally {
    rmSync(old, { force: true });
  }
}

/** Where the file system has no second names, or there is no file, false. */
function linked(target: string, name: string): boolean {
  try {
    linkSync(target, name);
    return true;
  } catch {
    return false;
  }
}

/** Has the work done with a path for a temporary file on the target's file system, which is gone afterwards. */
function prepared(target: string, root: string | null, work: (temporary: string) => void): void {
  const staging = root === null ? null : stagingFor(root, target);
  if (!staging) return clean(beside(target), work);
  try {
    clean(staging.next(), work);
  } catch (error) {
    // One file system that is mounted twice.
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    clean(beside(target), work);
  } finally {
    staging.release();
  }
}

function clean(temporary: string, work: (temporary: string) => void): void {
  try {
    work(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Null where none can be made, or where a file could not be renamed from there. */
function stagingFor(root: string, target: string): Staging | null {
  try {
    const staging = stage(root);
    if (statSync(staging.folder).dev === statOf(dirname(target))?.dev) return staging;
    staging.release();
  } catch (error) {
    if (!(error instanceof NoStaging)) throw error;
  }
  return null;
}

/** A path beside a file, and nothing more there of runs that have ended. */
function beside(target: string): string {
  const folder = dirname(target);
  const prefix = `.${basename(target)}.`;
  for (const name of readdirSync(folder)) {
    const run = name.startsWith(prefix) && name.endsWith(".tmp") ? name.slice(prefix.length, -".tmp".length) : null;
    if (run !== null && standingOf(run) === "over") rmSync(join(folder, name), { force: true });
  }
  return join(folder, `${prefix}${runName()}.tmp`);
}

/** A file keeps its owner and group where the system lets this user give them; else it becomes theirs, as with every editor that writes in one step. */
function keepOwner(file: number, { uid, gid }: Stats): void {
  const made = fstatSync(file);
  if (made.uid === uid && made.gid === gid) return;
  try {
    fchownSync(file, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** Why the system refused to write, in words; null for what is no answer of the system. */
export function refusal(error: unknown): string | null {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return null;
  switch (code) {
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "your share of the disk (quota) is used up";
    case "EFBIG":
      return "it would be larger than this user's files may be";
    case "EROFS":
      return "the disk is mounted read-only";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENOENT":
      return "its folder does not exist";
    default:
      return message;
  }
}
