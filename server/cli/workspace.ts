import { dirname, resolve } from "node:path";
import { foldersAbove, isInside } from "../project/folders-above.ts";
import { statOf } from "../project/regular-file.ts";
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
    if (!statOf(folder)?.isDirectory()) throw new UsageError(`--root: ${visible(named)} is not a folder`);
    return { folder, why: "named" };
  }
  const start = paths.length > 0 ? commonFolder(paths) : cwd;
  return workspaceFolder(start, isInside(cwd, start) ? cwd : start);
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => (statOf(path)?.isDirectory() ? path : dirname(path)));
  const [first = ""] = folders;
  for (const common of foldersAbove(first)) if (folders.every((folder) => isInside(common, folder))) return common;
  return first;
}
