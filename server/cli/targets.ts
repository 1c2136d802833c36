import { accessSync, constants, statSync, type Stats } from "node:fs";
import type { Linter } from "../lint/linter.ts";
import { UsageError } from "./usage-error.ts";
import { contains } from "./workspace.ts";
import { visible } from "../syntax/visible.ts";

/**
 * The files to check. A file given by name is always checked unless a scope is asked for; of a folder those in scope.
 * @param paths absolute, as named by the user; none means the whole workspace
 */
export function targets(linter: Linter, paths: readonly string[], scopeAsked: boolean): string[] {
  if (paths.length === 0) return linter.paths();
  const found = new Set<string>();
  let inScope: readonly string[] | null = null;
  for (const path of paths) {
    const isFolder = readable(path).isDirectory();
    if (!isFolder && !scopeAsked) {
      found.add(path);
      continue;
    }
    if (!contains(linter.root, path))
      throw new UsageError(`${visible(path)} lies outside the workspace ${visible(linter.root)}: name another one with --root`);
    inScope ??= linter.paths();
    for (const candidate of inScope) if (contains(path, candidate)) found.add(candidate);
  }
  return [...found];
}

function readable(path: string): Stats {
  let stats: Stats;
  try {
    stats = statSync(path);
    accessSync(path, stats.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    throw new UsageError(`${visible(path)}: ${problem(error as NodeJS.ErrnoException)}`);
  }
  if (!stats.isFile() && !stats.isDirectory()) throw new UsageError(`${visible(path)} is neither a file nor a folder`);
  return stats;
}

function problem(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return "no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "a loop of symbolic links";
    case "ENAMETOOLONG":
      return "the name is too long";
    default:
      return `it can not be read (${error.code ?? error.message})`;
  }
}
