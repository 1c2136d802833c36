import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { foldersAbove } from "../folders-above.ts";
import { realPath, statOf } from "../regular-file.ts";
import { standingOf } from "../run-name.ts";
import { writeWhole } from "../write-file.ts";

/** Which results are kept where. */
export interface CachePlace {
  /** The folder; absolute. */
  folder: string;
  /** The user has named it: it may lie in a repository, and be somebody else's. */
  isNamed: boolean;
  /** What tells this very build of the program from any other. */
  program: string;
}

/** Bytes of all files of a folder, and milliseconds after which one that nobody wrote anew is taken out. */
const ALL = 512 * 1024 * 1024;
const UNUSED = 30 * 24 * 3600_000;

/** What the name of a kept file looks like: nothing else is ever taken out of the folder, but for what a run was writing when it was stopped. */
const NAME = /^[\w-]{43}\.l9-(?:pack|run)$/;
const HALF_WRITTEN = /^\.[\w-]{43}\.l9-(?:pack|run)\.([\w-]+)\.tmp$/;
/** Milliseconds after which a run of another machine or container, of which nothing can be asked, writes no more. */
const WRITING = 24 * 3600_000;

/**
 * Where the folder is in the end; null for one that nobody named and that could be another's: it lies in a repository, which could bring results that hide
 * findings, or belongs to another user.
 */
export function trustedFolder({ folder, isNamed }: CachePlace): string | null {
  const real = realPath(folder) ?? folder;
  if (isNamed) return real;
  for (const at of foldersAbove(real)) if (existsSync(join(at, ".git"))) return null;
  return isOfAnother(real) ? null : real;
}

/** True for what another user could have put there. */
export function isOfAnother(path: string): boolean {
  const { getuid } = process;
  const stat = statOf(path);
  return stat !== undefined && getuid !== undefined && stat.uid !== getuid();
}

/** Writes a file of the folder in one step, and takes out others where there are too many. @throws where the system refuses */
export function writeCacheFile(folder: string, name: string, bytes: Uint8Array): void {
  prepare(folder);
  const path = join(folder, name);
  writeWhole(path, bytes);
  prune(folder, path);
}

/** Makes the folder; git and programs that back up leave it alone. */
function prepare(folder: string): void {
  if (statOf(folder)?.isDirectory()) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(join(folder, ".gitignore"), "# Made by l9.\n*\n");
  writeWhole(
    join(folder, "CACHEDIR.TAG"),
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by l9; see https://bford.info/cachedir/\n",
  );
}

/** Files that are kept; one that was never finished counts as used by nobody. */
function cacheFilesIn(folder: string): { path: string; size: number; used: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // There is none yet.
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const run = HALF_WRITTEN.exec(name)?.[1];
    const stat = NAME.test(name) || run !== undefined ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    if (!stat?.isFile() || (run !== undefined && isAtWork(run, stat.mtimeMs))) return [];
    return [{ path, size: stat.size, used: run === undefined ? stat.mtimeMs : 0 }];
  });
}

/** True for a run that may still write its file. */
function isAtWork(run: string, written: number): boolean {
  const standing = standingOf(run);
  return standing === "elsewhere" ? written > Date.now() - WRITING : standing !== "over";
}

/** Takes out what nobody has written for long, and of too much what was written least recently. */
function prune(folder: string, own: string): void {
  let left = ALL;
  const oldest = Date.now() - UNUSED;
  for (const { path, size, used } of cacheFilesIn(folder).sort((a, b) => b.used - a.used)) {
    left -= size;
    if (path !== own && (used < oldest || left < 0)) rmSync(path, { force: true });
  }
}

/** Takes out every kept file of a folder. @returns how many, and their bytes */
export function clearCache(folder: string): { files: number; bytes: number } {
  const found = cacheFilesIn(folder);
  for (const { path } of found) rmSync(path, { force: true });
  return { files: found.length, bytes: found.reduce((sum, { size }) => sum + size, 0) };
}
