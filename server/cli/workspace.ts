import { existsSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { CONFIG_NAME } from "../project/config.ts";
import { UsageError } from "./usage-error.ts";

/** What marks the folder that a command works on, when none is named. */
const MARKS = [CONFIG_NAME, ".git"];

/**
 * The workspace folder: the one named by `--root`; else the nearest folder upwards that holds a configuration file, or a repository;
 * else the start. The search starts at the current folder, or at what the paths have in common when they lie elsewhere.
 */
export function workspaceRoot(named: string | null, cwd: string, paths: readonly string[]): string {
  if (named !== null) {
    const root = resolve(cwd, named);
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--root: ${named} is not a folder`);
    return root;
  }
  const start = paths.every((path) => contains(cwd, path)) ? cwd : commonFolder(paths);
  for (const mark of MARKS) {
    const found = upwards(start, (folder) => existsSync(resolve(folder, mark)));
    if (found !== null) return found;
  }
  return start;
}

/** A path is the folder itself or lies below it. */
export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function upwards(start: string, holds: (folder: string) => boolean): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    if (holds(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path)));
  let common = folders[0] as string;
  while (!folders.every((folder) => contains(common, folder))) common = dirname(common);
  return common;
}
