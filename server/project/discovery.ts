import { lstatSync, readdirSync, type Dirent } from "node:fs";
import { join, relative, sep } from "node:path";
import picomatch from "picomatch";
import type { Config } from "./config.ts";
import { Ignored } from "./git-ignore.ts";
import { markOf } from "./root-marks.ts";
import { pathFrom } from "./slash-path.ts";

/** Folders that never hold a user's own sources; they are not entered, whatever git ignores. */
const NEVER = new Set([
  ".git",
  ".hg",
  ".svn",
  ".l9",
  "node_modules",
  "__pycache__",
  ".venv",
  "venv",
  ".tox",
  ".nox",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  "site-packages",
]);

const SOURCES = /\.(pyi?|ya?ml|md|tsx?|mts|cts)$/;

/** True for a file whose name says that the walk yields it. */
export function isSourceName(path: string): boolean {
  return SOURCES.test(path);
}

/** Which paths of a workspace count, by the configuration's `include` and `exclude`. Paths are relative, with `/`. */
export function pathFilter(config: Pick<Config, "include" | "exclude">): (path: string) => boolean {
  const included = config.include.length > 0 ? picomatch(config.include, { dot: true }) : null;
  const isExcluded = exclusion(config);
  return (path) => (included === null || included(path)) && !isExcluded?.(path);
}

/** True for a path that `exclude` names, or that lies in a folder which it names; null where nothing is excluded. */
function exclusion({ exclude }: Pick<Config, "exclude">): ((path: string) => boolean) | null {
  if (exclude.length === 0) return null;
  const matches = picomatch(exclude, { dot: true });
  return (path) => {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (matches(folder) || matches(`${folder}/`)) return true;
    }
    return matches(path);
  };
}

/**
 * Walks a workspace folder, or one inside it, and yields the absolute paths of its sources, one folder at a time, sorted. What git
 * ignores, what `exclude` names or the list above is not entered. Links to folders are not followed, so no loop can occur; a folder that can
 * not be read is passed over.
 * @param mark told of every file on the way that may make its folder a root
 * @param isAsked which files count by their name; sources, where nothing else is asked for
 */
export function* discover(
  root: string,
  config: Pick<Config, "include" | "exclude">,
  from = root,
  mark: (path: string) => void = () => undefined,
  isAsked: (name: string) => boolean = isSourceName,
): Generator<string[]> {
  const wanted = pathFilter(config);
  const isExcluded = exclusion(config);
  const outer = ignoresAbove(root, from);
  const pending: { folder: string; ignored: Ignored }[] = outer ? [{ folder: from, ignored: outer }] : [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { folder } = next;
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      // Gone or forbidden since its parent was listed: nothing in it can be checked, and no file was asked for by name.
      continue;
    }
    const ignored = next.ignored.within(folder, (name) => entries.some((entry) => entry.name === name));
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (NEVER.has(entry.name) || ignored.ignores(path, true)) continue;
        const inside = pathFrom(root, path);
        if (isExcluded?.(`${inside}/`)) continue;
        folders.push(path);
        continue;
      }
      if (markOf(entry.name) !== null) mark(path);
      if (isAsked(entry.name) && !ignored.ignores(path, false) && wanted(pathFrom(root, path))) files.push(path);
    }
    if (files.length > 0) yield files.sort();
    for (const path of folders.sort().toReversed()) pending.push({ folder: path, ignored });
  }
}

/** Every file below a folder of a workspace, of any kind, but what git ignores. */
export function filesBelow(root: string, folder: string): string[] {
  return [...discover(root, { include: [], exclude: [] }, folder, undefined, () => true)].flat();
}

/** True for a file that the walk of its workspace folder would not come to, whatever its name. */
export function isLeftOut(root: string, path: string): boolean {
  const ignored = ignoresAbove(root, path);
  return ignored === null || ignored.ignores(path, false);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // A folder that can not be looked into, or a path that no system has: the walk does not come to it either.
    return false;
  }
}

/** What git ignores by the folders above a path; null inside a folder that is not entered. */
function ignoresAbove(root: string, path: string): Ignored | null {
  let ignored = Ignored.above(root);
  if (path === root) return ignored;
  let folder = root;
  for (const name of relative(root, path).split(sep)) {
    ignored = ignored.within(folder);
    folder = join(folder, name);
    if (folder === path) return ignored;
    if (NEVER.has(name) || ignored.ignores(folder, true) || isLink(folder)) return null;
  }
  return ignored;
}
