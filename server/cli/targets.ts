import { accessSync, constants, statSync, type Stats } from "node:fs";
import { isInside } from "../project/folders-above.ts";
import type { Linter } from "../lint/linter.ts";
import { isSourceName } from "../project/discovery.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** What a command line asks to be checked. Absolute paths. */
export interface Targets {
  files: string[];
  /** Other files of the modules of files that were named: what a named file broke is often found there. */
  elsewhere: string[];
  /** Files that were named and are left alone, each with the reason. */
  left: { path: string; why: string }[];
}

/**
 * The files to check. Of a folder, and where a scope is asked for, those in scope; a file that is named is checked when it is in scope, or where
 * the workspace has no module at all.
 * @param paths absolute, as named by the user; none means the whole workspace
 * @param flags `force`: a named file is checked whatever the configuration says of it
 */
export function targets(
  linter: Linter,
  paths: readonly string[],
  { scopeAsked, force }: { scopeAsked: boolean; force: boolean },
): Targets {
  if (paths.length === 0) return { files: linter.paths(), elsewhere: [], left: [] };
  const files = new Set<string>();
  const named: string[] = [];
  const left: Targets["left"] = [];
  let inScope: readonly string[] | null = null;
  for (const path of paths) {
    const isFolder = readable(path).isDirectory();
    if (!isFolder && !scopeAsked) {
      const why = force ? null : leftAlone(linter, path);
      if (why === null) named.push(path);
      else left.push({ path, why });
      continue;
    }
    if (!isInside(linter.root, path))
      throw new UsageError(`${visible(path)} lies outside the workspace ${visible(linter.root)}: name another one with --root`);
    inScope ??= linter.paths();
    for (const candidate of inScope) if (isInside(path, candidate)) files.add(candidate);
  }
  for (const path of named) {
    files.add(path);
    if (force || linter.workspace.modules.length === 0) linter.whole.add(path);
  }
  return { files: [...files], elsewhere: sameModules(linter, named).filter((path) => !files.has(path)), left };
}

/** Why a file that was named is not checked; null when it is. */
export function leftAlone(linter: Linter, path: string): string | null {
  // What lies elsewhere was meant: nothing that is configured here speaks of it.
  if (linter.inScope(path) || !isInside(linter.root, path)) return null;
  if (isSourceName(path) && !linter.workspace.sources.has(path) && linter.files.onDisk(path))
    return "`exclude` or a .gitignore file names it (--force checks it)";
  return linter.workspace.modules.length > 0 ? "it belongs to no module (--scope all checks it)" : null;
}

/** Every file of the modules that read one of these files, and every one that must agree with one. */
export function sameModules(linter: Linter, paths: readonly string[]): string[] {
  const modules = new Set(paths.flatMap((path) => linter.workspace.modulesReading(path)));
  const agreed = paths.flatMap((path) => linter.agreements.partners(path));
  const files = [...[...modules].flatMap(({ spec, files: own }) => [spec.path, ...own]), ...agreed];
  return [...new Set(files)].filter((path) => linter.files.exists(path) && !paths.includes(path));
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
