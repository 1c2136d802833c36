import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { foldersAbove, isInside } from "./folders-above.ts";
import type { SpecDocument } from "../facts/spec.ts";

/** What is known of the workspace when the root of a spec is looked for. */
export interface SpecSurroundings {
  /** The workspace folder: no root lies above it. */
  readonly top: string;
  /** The root that the marks of folders give the spec's file. */
  readonly marked: string;
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
}

type Listing = Pick<SpecDocument, "path" | "rootPath" | "allowedNewFiles" | "allowedModifiedFiles">;

/**
 * The folder from which a spec's own paths resolve: of the folders above the spec the one where most of the listed files are, and at least
 * half of them or all that it modifies. A few that exist by chance elsewhere (`README.md`) move no root. Where none exists yet, a path that begins like the
 * way to the spec tells (`apps/shop/api/x.py` of `apps/shop/specs/x.yaml`), then the folders that exist; else the marked root stays.
 */
export function rootOfSpec(spec: Listing, around: SpecSurroundings): string {
  const { marked, isFolder } = around;
  const fresh = pathsOf(spec.allowedNewFiles);
  const modified = pathsOf(spec.allowedModifiedFiles);
  const listed = [...new Set([...fresh, ...modified])];
  if (listed.length === 0) return marked;
  const candidates = foldersOf(spec.path, around.top);
  const exists = (folder: string, path: string): boolean =>
    basesOf(folder, spec).some((base) => around.isFile(base + sep + path.replaceAll("/", sep)));
  const count = (folder: string): number => listed.filter((path) => exists(folder, path)).length;
  const here = count(marked);
  if (here === listed.length) return marked;
  let best = marked;
  let most = here;
  for (const folder of candidates) {
    const found = count(folder);
    if (found > most) [best, most] = [folder, found];
  }
  const all = modified.length > 0 && modified.every((path) => exists(best, path));
  if (best !== marked && (most * 2 >= listed.length || all)) return best;
  if (here > 0) return marked;

  const firsts = [...new Set(listed.filter((path) => path.includes("/")).map((path) => path.slice(0, path.indexOf("/"))))];
  const has = (folder: string, first: string): boolean => basesOf(folder, spec).some((base) => isFolder(join(base, first)));
  const leadsToSpec = (folder: string): boolean => firsts.includes(relative(folder, dirname(spec.path)).split(sep)[0] as string);
  if (leadsToSpec(marked)) return marked;
  const onTheWay = candidates.find(leadsToSpec);
  if (onTheWay !== undefined) return onTheWay;
  if (firsts.some((first) => has(marked, first))) return marked;
  const inside = candidates.filter((folder) => folder.startsWith(marked + sep));
  return inside.find((folder) => firsts.some((first) => has(folder, first))) ?? marked;
}

/** Where a spec's paths are seen from: its root, and `repo.root_path` below it. */
export function basesOf(root: string, { rootPath }: Pick<SpecDocument, "rootPath">): string[] {
  if (!rootPath || isAbsolute(rootPath)) return [root];
  const inner = join(root, rootPath);
  return inner === root ? [root] : [root, inner];
}

/** Paths that can be looked for: no pattern, no template, nothing outside. */
function pathsOf(texts: readonly { text: string }[]): string[] {
  return texts
    .map(({ text }) => text.replaceAll("\\", "/").replace(/^(?:\.\/)+/, ""))
    .filter((text) => text !== "" && !isAbsolute(text) && !/[*?{}~]|\.\.|\/$/.test(text));
}

/** The folder of a file and those above it, as far as the top, the nearest first. */
function foldersOf(path: string, top: string): string[] {
  const folder = dirname(path);
  return isInside(top, folder) ? [...foldersAbove(folder, top)] : [];
}
