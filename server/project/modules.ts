import { basename, dirname, join, resolve, sep } from "node:path";
import { foldersAbove } from "./folders-above.ts";
import { plainModuleId, type Header } from "../facts/header.ts";
import { isCode } from "../facts/languages.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { RootMap, type Root, type Roots } from "./roots.ts";

/** A spec document and the files that belong to its module. */
export interface ModuleFiles {
  /** Replaced when the spec's text changes without changing which files are its module's. */
  spec: SpecDocument;
  /** The folder from which the spec's paths are seen. */
  readonly root: Root;
  /** Absolute paths of files that exist, sorted. */
  readonly files: readonly string[];
  /** Absolute paths that the spec lets be new, whether they exist or not. */
  readonly allowed: ReadonlySet<string>;
  /** Absolute paths of existing files of others that the spec lets the module change: where it is wired in. Sorted. */
  readonly modified: readonly string[];
}

export interface ModuleMap {
  readonly modules: readonly ModuleFiles[];
  /** The module of each file, spec files included. */
  readonly owners: ReadonlyMap<string, ModuleFiles>;
  /** The modules of each spec file. */
  readonly bySpec: ReadonlyMap<string, readonly ModuleFiles[]>;
  /** The modules that are wired in each file. */
  readonly byModified: ReadonlyMap<string, readonly ModuleFiles[]>;
  /** Paths that several modules' specs let be new, with these modules; the first is the owner. */
  readonly shared: ReadonlyMap<string, readonly ModuleFiles[]>;
  readonly roots: RootMap;
}

/** The order in which specs come: by it one owns what several list, whatever was opened or written first. A copy in Markdown comes behind YAML. */
function inOrder(one: SpecDocument, other: SpecDocument): number {
  const [a, b] = [one, other].map(({ path }) => (path.endsWith(".md") ? `1${path}` : `0${path}`)) as [string, string];
  return a === b ? one.index - other.index : a < b ? -1 : 1;
}

/**
 * Decides which file belongs to which module (the catalogue's three ways, in their order): the spec lists it in
 * `allowed_new_files`; its header names the module's id; it lies in the spec's folder or in package folders below, when there is code there.
 * @param marks which folders are roots by what lies in them
 * @param sources absolute paths of all sources of the workspace
 */
export function mapModules(
  marks: Roots,
  unordered: readonly SpecDocument[],
  sources: readonly string[],
  headerOf: (path: string) => Header | null,
): ModuleMap {
  const specs = [...unordered].sort(inOrder);
  const roots = new RootMap(marks, new Set(sources), specs);
  const drafts = specs.map((spec) => {
    const root = roots.ofSpec(spec);
    return { spec, root, allowed: allowedPaths(root.folder, spec), files: new Set<string>() };
  });
  const listing = indexed(drafts, ({ allowed }) => allowed);
  const owners = new Map<string, (typeof drafts)[number]>();
  const specPaths = new Set(specs.map((spec) => spec.path));
  for (const draft of drafts) if (!owners.has(draft.spec.path)) owners.set(draft.spec.path, draft);
  const code = sources.filter((path) => !specPaths.has(path));
  const claim = (path: string, draft: (typeof drafts)[number]): void => {
    if (owners.has(path)) return;
    owners.set(path, draft);
    draft.files.add(path);
  };
  for (const path of code) {
    const [draft] = listing.get(path) ?? [];
    if (draft) claim(path, draft);
  }
  const named = indexed(drafts, ({ spec }) => (spec.id === null ? [] : [plainModuleId(spec.id)]));
  for (const path of code) {
    if (owners.has(path) || !isCode(path)) continue;
    const id = headerOf(path)?.moduleId;
    const candidates = id ? (named.get(plainModuleId(id)) ?? []) : [];
    // Two roots may have a module of one name each.
    const [draft] = candidates.toSorted((a, b) => depthOf(b.root.folder, path) - depthOf(a.root.folder, path));
    if (draft) claim(path, draft);
  }
  const packages = new Set(code.filter((path) => /[\\/]__init__\.pyi?$/.test(path)).map((path) => dirname(path)));
  const below = filesBelow(code, new Set(drafts.map(({ spec }) => dirname(spec.path))), marks.top);
  for (const draft of drafts) {
    const folder = dirname(draft.spec.path);
    // All of a root would be the module's, unless its files lie right beside the spec.
    if (
      folder === marks.top ||
      (folder === draft.root.folder && !draft.spec.allowedNewFiles.some(({ text }) => !text.includes("/")))
    )
      continue;
    const own = (below.get(folder) ?? []).filter((path) => inPackage(dirname(path), folder, packages));
    if (!own.some(isCode)) continue;
    for (const path of own) claim(path, draft);
  }
  const existing = new Set(code);
  const finished = new Map(
    drafts.map((draft) => [
      draft,
      {
        spec: draft.spec,
        root: draft.root,
        files: [...draft.files].sort(),
        allowed: draft.allowed,
        modified: modifiedPaths(draft, existing),
      },
    ]),
  );
  const modules = [...finished.values()];
  return {
    modules,
    bySpec: indexed(modules, ({ spec }) => [spec.path]),
    byModified: indexed(modules, ({ modified }) => modified),
    shared: new Map(
      [...listing]
        .filter(([, of]) => of.length > 1)
        .map(([path, of]) => [path, of.map((draft) => finished.get(draft) as ModuleFiles)]),
    ),
    owners: new Map([...owners].map(([path, draft]) => [path, finished.get(draft) as ModuleFiles])),
    roots,
  };
}

/** Which of a list stand under each key, in their order. */
function indexed<T>(list: readonly T[], keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const index = new Map<string, T[]>();
  for (const item of list)
    for (const key of keysOf(item)) {
      const known = index.get(key);
      if (known) known.push(item);
      else index.set(key, [item]);
    }
  return index;
}

/** The files below each of some folders. */
function filesBelow(files: readonly string[], folders: ReadonlySet<string>, top: string): Map<string, string[]> {
  return indexed(files, function* (path) {
    for (const folder of foldersAbove(dirname(path), top)) if (folders.has(folder)) yield folder;
  });
}

/** How far a root lies above a file: the nearer, the larger; -1 for one that is not above it. */
function depthOf(root: string, path: string): number {
  return path.startsWith(root + sep) ? root.length : -1;
}

/** The house names of a package layout's folders, which may stand without an `__init__.py`. */
const PACKAGE_FOLDERS = new Set(["adapters", "routes", "clients", "services", "tests", "docs"]);

/** Directly in the spec's folder, or in package folders below it all the way down. */
function inPackage(folder: string, top: string, packages: ReadonlySet<string>): boolean {
  for (const at of foldersAbove(folder, top))
    if (at !== top && !packages.has(at) && !PACKAGE_FOLDERS.has(basename(at))) return false;
  return true;
}

/** `allowed_new_files` seen from the module's root and from `repo.root_path`. */
function allowedPaths(root: string, spec: SpecDocument): Set<string> {
  return pathsOf(root, spec, spec.allowedNewFiles);
}

/** `allowed_modified_files` that exist and are not the module's own. */
function modifiedPaths(
  { spec, root, files }: { spec: SpecDocument; root: Root; files: ReadonlySet<string> },
  code: ReadonlySet<string>,
): string[] {
  return [...pathsOf(root.folder, spec, spec.allowedModifiedFiles)].filter((path) => code.has(path) && !files.has(path)).sort();
}

/** The absolute paths that a listed one may mean: seen from the module's root, and from `repo.root_path`. */
export function pathsOf(root: string, spec: SpecDocument, texts: readonly { text: string }[]): Set<string> {
  const base = spec.rootPath ? resolve(root, spec.rootPath) : root;
  return new Set(texts.flatMap(({ text }) => [join(root, text), join(base, text)]));
}
