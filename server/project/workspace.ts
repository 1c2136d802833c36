import { basename, dirname, sep } from "node:path";
import type { Header } from "../facts/header.ts";
import { isCode, isTestPath } from "../facts/languages.ts";
import { isNamedAsSpec, isSpecFile, readSpec, spentOn, type SpecDocument } from "../facts/spec.ts";
import type { Config } from "./config.ts";
import { discover, isLeftOut, isSourceName, pathFilter } from "./discovery.ts";
import type { Files } from "./files.ts";
import { holdsPytestSettings } from "./pytest-settings.ts";
import { mapModules, pathsOf, type ModuleFiles, type ModuleMap } from "./modules.ts";
import { Roots, type Root } from "./roots.ts";
import { holdsVitestSettings } from "./vitest-settings.ts";
import { pathFrom } from "./slash-path.ts";

/** Files of one folder that are read in one step. */
const STEP = 100;

/** How the texts of a workspace are read. */
interface Reading {
  /** What the banner of a source says; called again after a change. */
  headerOf: (path: string) => Header | null;
  /** Runs what reads a text as specs, within what one file may take. */
  readWith: (path: string, text: string, work: () => void) => void;
}

/** One workspace folder: which sources it has, which of them are specs, and which file belongs to which module. */
export class Workspace {
  readonly root: string;
  readonly #config: Config;
  readonly #files: Files;
  readonly #headerOf: (path: string) => Header | null;
  readonly #readWith: Reading["readWith"];
  readonly #wanted: (path: string) => boolean;
  readonly #specs = new Map<string, readonly SpecDocument[]>();
  /** Files that are named as specs and can not be read, and those of which reading takes too much work: they must not look as if all were well. */
  readonly #unreadable = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #roots: Roots;
  #map: ModuleMap | null = null;
  #scanned = false;

  constructor(root: string, config: Config, files: Files, { headerOf, readWith }: Reading) {
    this.root = root;
    this.#config = config;
    this.#files = files;
    this.#headerOf = headerOf;
    this.#readWith = readWith;
    this.#wanted = pathFilter(config);
    this.#roots = new Roots(root, files);
  }

  /** Finds sources and specs, one folder (or {@link STEP} files of a large one) a step; yields the number of sources found so far. Done once. */
  *scanSteps(): Generator<number> {
    if (this.#scanned) return;
    const mark = (path: string): void => void this.#roots.note(path);
    for (const paths of discover(this.root, this.#config, this.root, mark)) {
      for (const [at, path] of paths.entries()) {
        if (this.#files.snapshot.get(path) !== null) this.#add(path);
        if (at % STEP === STEP - 1) yield this.#sources.size;
      }
      yield this.#sources.size;
    }
    for (const [path, bytes] of this.#files.snapshot) {
      if (this.#inside(path)) mark(path);
      if (bytes !== null && isSourceName(path) && this.#inside(path) && !isLeftOut(this.root, path)) this.#add(path);
    }
    this.#scanned = true;
    this.#map = null;
  }

  #add(path: string): void {
    this.#sources.add(path);
    this.#readSpec(path);
    // Read now, while a server can answer between two steps: the first look at the modules needs all of them at once.
    if (isCode(path)) this.#headerOf(path);
  }

  /** Absolute paths of every source that is not ignored or excluded. */
  get sources(): ReadonlySet<string> {
    return this.#sources;
  }

  get modules(): readonly ModuleFiles[] {
    return this.#current().modules;
  }

  /** The module a file belongs to; for a file with several spec documents that of the first. */
  owner(path: string): ModuleFiles | null {
    return this.#current().owners.get(path) ?? null;
  }

  /** The root of a file: its module's, where it has one. */
  rootOf(path: string): Root {
    return this.owner(path)?.root ?? this.#current().roots.ofOther(path);
  }

  /** The root of a spec, the workspace's own or another text of it. */
  rootOfSpec(spec: SpecDocument): Root {
    const own = this.#current()
      .bySpec.get(spec.path)
      ?.find((module) => module.spec.index === spec.index);
    return own?.root ?? this.#current().roots.ofSpec(spec);
  }

  /** Every root, the workspace folder among them. The object is the same until one of them changes. */
  get roots(): ModuleMap["roots"] {
    return this.#current().roots;
  }

  /** Which file belongs to which module. The object is the same until that changes. */
  get map(): ModuleMap {
    return this.#current();
  }

  /** Every module that has something to say about a file: several for a spec file of several documents. */
  modulesOf(path: string): ModuleFiles[] {
    if (this.#specs.has(path)) return [...(this.#current().bySpec.get(path) ?? [])];
    const owner = this.owner(path);
    return owner ? [owner] : [];
  }

  /** Every module whose findings may change with a file: those it belongs to, those that are wired in there, and those whose tests it has a say in. */
  modulesReading(path: string): ModuleFiles[] {
    const below = decidesTestRuns(path) ? dirname(path) + sep : null;
    const runs = ({ files }: ModuleFiles): boolean =>
      below !== null && files.some((file) => file.startsWith(below) && isTestPath(file));
    const wired = this.#current().byModified.get(path) ?? [];
    return [...new Set([...this.modulesOf(path), ...wired, ...(below === null ? [] : this.modules.filter(runs))])];
  }

  /** The specs that let a file be new which one of them names, the owner's first; none where it is the only one. */
  listing(spec: SpecDocument, file: string): readonly SpecDocument[] {
    const { shared } = this.#current();
    if (shared.size === 0) return [];
    const paths = [...pathsOf(this.rootOfSpec(spec).folder, spec, [{ text: file }])];
    return (paths.map((path) => shared.get(path)).find((of) => of !== undefined) ?? []).map((module) => module.spec);
  }

  /** The spec documents of a file as it is now; none for a file that is no spec. */
  specsAt(path: string): readonly SpecDocument[] {
    return this.#specs.get(path) ?? [];
  }

  /** Specs and generated code; in the scopes `all` and `contracts` every source that is not excluded. */
  inScope(path: string): boolean {
    if (this.#isOfModule(path)) return true;
    if (!isCode(path) || !this.#sources.has(path)) return false;
    return this.#config.scope !== "modules" || this.#headerOf(path) !== null;
  }

  /** True for a file that only scope `contracts` brings in: rules about contracts alone look at it. */
  isForContracts(path: string): boolean {
    return this.#config.scope === "contracts" && isCode(path) && !this.#isOfModule(path) && this.#headerOf(path) === null;
  }

  #isOfModule(path: string): boolean {
    return this.#specs.has(path) || this.#unreadable.has(path) || this.owner(path) !== null;
  }

  /** Why a path of code counts for nothing in this workspace; null when it counts. */
  whyLeftOut(path: string): string | null {
    if (!path.startsWith(this.root + sep)) return "it lies outside of the workspace";
    if (!this.#inside(path)) return "`include` or `exclude` of the configuration leaves it out";
    return isLeftOut(this.root, path)
      ? "git ignores it (.gitignore, .git/info/exclude or core.excludesFile), or its folder is a link or one that is never entered"
      : null;
  }

  /** Takes note that a file's text, or its being there, changed. True when that may change which file belongs to which module. */
  touched(path: string, header: { before: Header | null; now: Header | null }): boolean {
    const known = this.#sources.has(path);
    const open = this.#files.isOpen(path);
    // What is ignored counts only while somebody has it open.
    const exists = this.#files.exists(path) && this.#inside(path) && (open || !isLeftOut(this.root, path));
    if (exists) this.#sources.add(path);
    else this.#sources.delete(path);
    const before = this.#specs.get(path);
    if (exists || open || !this.#files.exists(path)) this.#readSpec(path);
    else this.#forgetSpec(path);
    const now = this.#specs.get(path);
    const marked = this.#roots.note(path);
    const remap =
      marked || known !== exists || header.before?.moduleId !== header.now?.moduleId || membership(before) !== membership(now);
    if (remap) this.#map = null;
    // The same files with another text of the spec: the module stays, its spec is replaced.
    else if (now) for (const module of this.modulesOf(path)) module.spec = now[module.spec.index] ?? module.spec;
    return remap;
  }

  #inside(path: string): boolean {
    return path.startsWith(this.root + sep) && this.#wanted(pathFrom(this.root, path));
  }

  #current(): ModuleMap {
    return (this.#map ??= mapModules(this.#roots, [...this.#specs.values()].flat(), [...this.#sources], this.#headerOf));
  }

  #forgetSpec(path: string): void {
    this.#specs.delete(path);
    this.#unreadable.delete(path);
  }

  #readSpec(path: string): void {
    if (!/\.(ya?ml|md)$/.test(path)) return;
    this.#forgetSpec(path);
    const read = this.#files.read(path);
    if ("problem" in read) {
      if (isNamedAsSpec(path)) this.#unreadable.add(path);
    } else
      this.#readWith(path, read.text, () => {
        if (isSpecFile(path, read.text)) this.#specs.set(path, readSpec(path, read.text));
        if (!spentOn(path, read.text)) return;
        this.#specs.delete(path);
        this.#unreadable.add(path);
      });
  }
}

/** What of a spec decides which files are its module's. */
function membership(documents: readonly SpecDocument[] | undefined): string {
  if (!documents) return "";
  return JSON.stringify(
    documents.map(({ index, id, kind, rootPath, allowedNewFiles, allowedModifiedFiles }) => [
      index,
      id,
      kind,
      rootPath,
      allowedNewFiles.map(({ text }) => text),
      allowedModifiedFiles.map(({ text }) => text),
    ]),
  );
}

/** A file that has a say in which tests of the folders below it are run. */
function decidesTestRuns(path: string): boolean {
  const name = basename(path);
  return name === "conftest.py" || holdsPytestSettings(name) || holdsVitestSettings(name);
}
