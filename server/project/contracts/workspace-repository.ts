import { join, sep } from "node:path";
import { DEDUPE_NAME } from "../../facts/extract/dedupe.ts";
import type { FileFacts } from "../../facts/kinds.ts";
import type { PatternKey } from "../../facts/space.ts";
import type { Files } from "../files.ts";
import { type ClassIndex, sourceRoots } from "./class-index.ts";
import { Kept, type Places } from "./places.ts";
import type { Listed, ContractSource, Repository } from "./repository.ts";
import type { OutsideSources } from "./outside-sources.ts";
import type { SourceLanguage } from "./source-languages.ts";
import type { Territory } from "./territory.ts";

/** What the Space adds to the workspace's own files. */
export interface SpaceSources {
  /** Extracts count more than the files they show. */
  readonly first: boolean;
  readonly extracts: readonly ContractSource[];
  readonly listed: readonly Listed[];
  statements(key: string): ReturnType<Repository["statements"]>;
  prose(about: PatternKey): ReturnType<Repository["prose"]>;
}

/** What all roots of a workspace have in common. */
export interface Shared {
  readonly files: Files;
  /** Absolute paths of the workspace's sources. */
  readonly sources: () => ReadonlySet<string>;
  /** Null for a file that can not be read, or not yet. */
  readonly factsOf: (path: string) => FileFacts | null;
  /** What the configuration names beside them. */
  readonly outside: OutsideSources;
  readonly places: Places;
}

/** The workspace's files of one language as one root sees them, and what the Space says of such files. */
export class WorkspaceRepository implements Repository {
  readonly #language: SourceLanguage;
  readonly #territory: Territory;
  readonly #files: Files;
  readonly #sources: () => ReadonlySet<string>;
  readonly #factsOf: (path: string) => FileFacts | null;
  readonly #space: () => SpaceSources;
  readonly #index: ClassIndex;
  readonly #outside: OutsideSources;
  readonly #places: Places;
  readonly #candidates = new Kept<readonly string[]>();
  #consulted: Set<string> | null = null;

  constructor(
    language: SourceLanguage,
    territory: Territory,
    { files, sources, factsOf, outside, places }: Shared,
    index: ClassIndex,
    space: () => SpaceSources,
  ) {
    this.#language = language;
    this.#territory = territory;
    this.#files = files;
    this.#sources = sources;
    this.#factsOf = factsOf;
    this.#space = () => language.space(space());
    this.#index = index;
    this.#outside = outside;
    this.#places = places;
  }

  recording<T>(paths: Set<string>, work: () => T): T {
    const outer = this.#consulted;
    this.#consulted = paths;
    try {
      return work();
    } finally {
      this.#consulted = outer;
    }
  }

  get spaceFirst(): boolean {
    return this.#space().first;
  }

  isOpen(path: string): boolean {
    return this.#language.isSource(path) && this.#files.isOpen(path);
  }

  sourcesOf(module: string): readonly ContractSource[] {
    const candidates = this.#candidates.of(module, () => this.#language.candidates(this.#territory.root, module));
    // A file that does not exist yet is asked for too: once it does, the answer is another.
    for (const path of candidates) this.#consulted?.add(path);
    const known = this.#sources();
    const elsewhere = this.#territory.others
      .flatMap((root) => this.#language.candidates(root, module))
      .filter((path) => known.has(path));
    const own = [...candidates.filter((path) => this.#places.exists(path)), ...elsewhere].flatMap((path) => this.#source(path));
    const extracts = this.#space().extracts.filter((extract) => extract.module === module);
    const all = [...own, ...this.#named(this.#outside.filesOf(this.#language.name, module))];
    return this.spaceFirst ? [...extracts, ...all] : [...all, ...extracts];
  }

  sourcesDefining(className: string): readonly ContractSource[] {
    const own = this.#territory.choose(this.#index.paths(className, this.#sources())).flatMap((path) => this.#source(path));
    const extracts = this.#space().extracts.filter(({ classes }) => classes?.includes(className));
    return [...own, ...this.#named(this.#outside.defining(this.#language.name, className)), ...extracts];
  }

  sourcesAboutDuplicates(): readonly ContractSource[] {
    const own = this.#territory
      .choose(this.#index.pathsAbout("duplicates", this.#sources()))
      .flatMap((path) => this.#source(path));
    const named = this.#space().extracts.filter(({ functions }) => functions?.some((name) => DEDUPE_NAME.test(name)) ?? true);
    return [...own, ...named.filter(({ facts }) => facts.dedupe.length > 0)];
  }

  pathsNaming(word: string): readonly string[] {
    return this.#territory.choose(this.#index.pathsAbout(word, this.#sources()));
  }

  packageAt(module: string): ReturnType<Repository["packageAt"]> {
    if (!this.#language.hasPackages) return null;
    const roots = this.#territory.roots.flatMap(sourceRoots);
    const folders = roots.map((root) => `${join(root, ...module.split("."))}${sep}`);
    for (const path of this.#sources()) {
      if (folders.some((folder) => path.startsWith(folder)) && this.#language.isSource(path))
        return { names: null, evidence: { path, span: null, rank: "workspace" } };
    }
    const extract = this.#space().extracts.find((source) => source.module.startsWith(`${module}.`));
    return extract ? { names: null, evidence: { path: extract.path, span: null, rank: extract.rank } } : null;
  }

  classNames(): readonly string[] {
    const space = this.#space();
    const extracted = space.extracts.flatMap(({ classes }) => classes ?? []);
    const own = [...this.#index.names(this.#sources()), ...this.#outside.classNames(this.#language.name)];
    return [...new Set([...own, ...extracted, ...space.listed.map(({ name }) => name)])].sort();
  }

  listed(className: string): readonly Listed[] {
    const told = this.#space().listed.filter(({ name }) => name === className);
    return this.#language.name === "python" ? [...told, ...this.#outside.listed.filter(({ name }) => name === className)] : told;
  }

  statements(key: string): ReturnType<Repository["statements"]> {
    return this.#space().statements(key);
  }

  prose(about: PatternKey): ReturnType<Repository["prose"]> {
    return this.#space().prose(about);
  }

  /** Files beside the workspace's own, as sources. */
  #named(files: ReturnType<OutsideSources["filesOf"]>): ContractSource[] {
    return files.flatMap(({ path, ...named }) => {
      this.#consulted?.add(path);
      const facts = this.#factsOf(path);
      return facts ? [{ path, ...named, rank: "package" as const, partial: false, facts, place: null }] : [];
    });
  }

  #source(path: string): ContractSource[] {
    this.#consulted?.add(path);
    const facts = this.#factsOf(path);
    const named = this.#language.named(this.#territory.nameRoot(path), path);
    return facts && named ? [{ path, ...named, rank: "workspace", partial: false, facts, place: null }] : [];
  }
}
