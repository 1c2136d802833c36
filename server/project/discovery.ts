import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import type { Config } from "./config.ts";

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

interface Ignored {
  folder: string;
  rules: Ignore;
}

/** Which paths of a workspace count, by the configuration's `include` and `exclude`. Paths are relative, with `/`. */
export function pathFilter(config: Pick<Config, "include" | "exclude">): (path: string) => boolean {
  const included = config.include.length > 0 ? picomatch(config.include, { dot: true }) : null;
  const excluded = config.exclude.length > 0 ? picomatch(config.exclude, { dot: true }) : null;
  return (path) => (included === null || included(path)) && !excluded?.(path);
}

/**
 * Walks a workspace folder and yields the absolute paths of its sources, one folder at a time, sorted. What `.gitignore`
 * files, `exclude` or the list above leave out is not entered. Links to folders are not followed, so no loop can occur; a folder that can
 * not be read is passed over.
 */
export function* discover(root: string, config: Pick<Config, "include" | "exclude">): Generator<string[]> {
  const wanted = pathFilter(config);
  const excludedFolder = config.exclude.length > 0 ? picomatch(config.exclude, { dot: true }) : null;
  const pending: { folder: string; ignored: readonly Ignored[] }[] = [{ folder: root, ignored: outerIgnores(root) }];
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
        if (excludedFolder && (excludedFolder(inside) || excludedFolder(`${inside}/`))) continue;
        folders.push(path);
      } else if (SOURCES.test(entry.name) && !isIgnored(ignored, path) && wanted(toSlashes(relative(root, path))))
        files.push(path);
    }
    if (files.length > 0) yield files.sort();
    for (const path of folders.sort().toReversed()) pending.push({ folder: path, ignored });
  }
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
