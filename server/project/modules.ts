import { basename, dirname, join, resolve, sep } from "node:path";
import { foldersAbove } from "./folders-above.ts";
import { sameModuleId, type Header } from "../facts/header.ts";
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
  readonly roots: RootMap;
}

/**
 * Decides which file belongs to which module (the catalogue's three ways, in their order): the spec lists it in
 * `allowed_new_files`; its header names the module's id; it lies in the spec's folder or in package folders below, when there is code there.
 * @param marks which folders are roots by what lies in them
 * @param sources absolute paths of all sources of the workspace
 */
export function mapModules(
  marks: Roots,
  specs: readonly SpecDocument[],
  sources: readonly string[],
  headerOf: (path: string) => Header | null,
): ModuleMap {
  const roots = new RootMap(marks, new Set(sources), specs);
  const drafts = specs.map((spec) => {
    const root = roots.ofSpec(spec);
    return { spec, root, allowed: allowedPaths(root.folder, spec), files: new Set<string>() };
  });
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
    const draft = drafts.find(({ allowed }) => allowed.has(path));
    if (draft) claim(path, draft);
  }
  for (const path of code) {
    if (owners.has(path) || !isCode(path)) continue;
    const id = headerOf(path)?.moduleId;
    const named = id ? drafts.filter(({ spec }) => spec.id !== null && sameModuleId(spec.id, id)) : [];
    // Two roots may have a module of one name each.
    const [draft] = named.sort((a, b) => depthOf(b.root.folder, path) - depthOf(a.root.folder, path));
    if (draft) claim(path, draft);
  }
  const packages = new Set(code.filter((path) => /[\\/]__init__\.pyi?$/.test(path)).map((path) => dirname(path)));
  for (const draft of drafts) {
    const folder = dirname(draft.spec.path);
    // All of a root would be the module's, unless its files lie right beside the spec.
    if (
      folder === marks.top ||
      (folder === draft.root.folder && !draft.spec.allowedNewFiles.some(({ text }) => !text.includes("/")))
    )
      continue;
    const own = code.filter((path) => path.startsWith(folder + sep) && inPackage(dirname(path), folder, packages));
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
  return {
    modules: [...finished.values()],
    owners: new Map([...owners].map(([path, draft]) => [path, finished.get(draft) as ModuleFiles])),
    roots,
  };
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
