import { statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { workspaceFolder, type WorkspaceFolder } from "../project/root-marks.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/**
 * The folder that a command reads: the one named by `--root`; else what marks one above the paths, or above the working folder where none is
 * named; else the working folder, or what the paths have in common when they lie elsewhere.
 */
export function workspaceOf(named: string | null, cwd: string, paths: readonly string[]): WorkspaceFolder {
  if (named !== null) {
    const folder = resolve(cwd, named);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`--root: ${visible(named)} is not a folder`);
    return { folder, why: "named" };
  }
  const start = paths.length > 0 ? commonFolder(paths) : cwd;
  return workspaceFolder(start, contains(cwd, start) ? cwd : start);
}

/** A path is the folder itself or lies below it. */
export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is wrong with it is said when it is read.
    return false;
  }
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => (isFolder(path) ? path : dirname(path)));
  let common = folders[0] as string;
  while (!folders.every((folder) => contains(common, folder))) common = dirname(common);
  return common;
}
