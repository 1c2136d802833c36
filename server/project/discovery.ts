import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import type { Config } from "./config.ts";
import { markOf } from "./root-marks.ts";

/** Folders that never hold a user's own sources; they are not entered, whatever `.gitignore` says. */
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

interface Ignored {
  folder: string;
  rules: Ignore;
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
 * Walks a workspace folder, or one inside it, and yields the absolute paths of its sources, one folder at a time, sorted. What `.gitignore`
 * files, `exclude` or the list above leave out is not entered. Links to folders are not followed, so no loop can occur; a folder that can
 * not be read is passed over.
 * @param mark told of every file on the way that may make its folder a root
 */
export function* discover(
  root: string,
  config: Pick<Config, "include" | "exclude">,
  from = root,
  mark: (path: string) => void = () => undefined,
): Generator<string[]> {
  const wanted = pathFilter(config);
  const isExcluded = exclusion(config);
  const outer = ignoresAbove(root, from);
  const pending: { folder: string; ignored: readonly Ignored[] }[] = outer ? [{ folder: from, ignored: outer }] : [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { folder } = next;
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      // Gone or forbidden since its parent was listed: nothing in it can be checked, and no file was asked for by name.
      continue;
    }
    const ignored = entries.some((entry) => entry.name === ".gitignore") ? withIgnoreFile(next.ignored, folder) : next.ignored;
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (NEVER.has(entry.name) || isIgnored(ignored, `${path}/`)) continue;
        const inside = toSlashes(relative(root, path));
        if (isExcluded?.(`${inside}/`)) continue;
        folders.push(path);
        continue;
      }
      if (markOf(entry.name) !== null) mark(path);
      if (SOURCES.test(entry.name) && !isIgnored(ignored, path) && wanted(toSlashes(relative(root, path)))) files.push(path);
    }
    if (files.length > 0) yield files.sort();
    for (const path of folders.sort().toReversed()) pending.push({ folder: path, ignored });
  }
}

/** True for a file that the walk of its workspace folder would not come to, whatever its name. */
export function isLeftOut(root: string, path: string): boolean {
  const ignored = ignoresAbove(root, path);
  return ignored === null || isIgnored(ignored, path);
}

/** The `.gitignore` files that count for what lies at a path, those above it; null inside a folder that is not entered. */
function ignoresAbove(root: string, path: string): readonly Ignored[] | null {
  let ignored = outerIgnores(root);
  if (path === root) return ignored;
  let folder = root;
  for (const name of relative(root, path).split(sep)) {
    ignored = withIgnoreFile(ignored, folder);
    folder = join(folder, name);
    if (folder === path) return ignored;
    if (NEVER.has(name) || isIgnored(ignored, `${folder}/`)) return null;
  }
  return ignored;
}

/** The `.gitignore` files between the repository's root and a workspace folder inside it. */
function outerIgnores(root: string): Ignored[] {
  const chain: string[] = [];
  for (let folder = root; ;) {
    const parent = join(folder, "..");
    if (parent === folder || hasEntry(folder, ".git")) break;
    folder = parent;
    chain.unshift(folder);
  }
  const repository = chain.findIndex((folder) => hasEntry(folder, ".git"));
  if (repository < 0) return [];
  return chain
    .slice(repository)
    .reduce<Ignored[]>((list, folder) => (hasEntry(folder, ".gitignore") ? withIgnoreFile(list, folder) : list), []);
}

function hasEntry(folder: string, name: string): boolean {
  try {
    return readdirSync(folder).includes(name);
  } catch {
    return false;
  }
}

function withIgnoreFile(list: readonly Ignored[], folder: string): Ignored[] {
  try {
    return [...list, { folder, rules: ignore().add(readFileSync(join(folder, ".gitignore"), "utf8")) }];
  } catch {
    return [...list];
  }
}

/** The innermost `.gitignore` that says anything about a path decides. A folder's path ends with a slash. */
function isIgnored(list: readonly Ignored[], path: string): boolean {
  for (const { folder, rules } of list.toReversed()) {
    const result = rules.test(toSlashes(path.slice(folder.length + 1)));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

function toSlashes(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}
