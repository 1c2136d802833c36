import { join, relative, sep } from "node:path";
import { isTypeScript } from "../../facts/languages.ts";
import type { FileFacts } from "../../facts/kinds.ts";
import { typescriptModuleName } from "../../code/names/typescript/module-paths.ts";
import type { Files } from "../files.ts";
import { type ClassIndex, sourceRoots } from "./class-index.ts";
import type { Listed, ContractSource, Repository } from "./repository.ts";
import type { Territory } from "./territory.ts";
import type { Shared, SpaceSources } from "./workspace-repository.ts";

const EXTENSIONS = ["ts", "tsx", "mts", "cts", "d.ts"];

/** The workspace's TypeScript files as a source of contracts of one root, and what the Space says of such files. */
export class TypeScriptRepository implements Repository {
  readonly #territory: Territory;
  readonly #files: Files;
  readonly #sources: () => ReadonlySet<string>;
  readonly #factsOf: (path: string) => FileFacts | null;
  readonly #space: () => SpaceSources;
  readonly #index: ClassIndex;
  #consulted: Set<string> | null = null;

  constructor(territory: Territory, { files, sources, factsOf }: Shared, index: ClassIndex, space: () => SpaceSources) {
    this.#territory = territory;
    this.#files = files;
    this.#sources = sources;
    this.#factsOf = factsOf;
    this.#space = space;
    this.#index = index;
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

  isOpen(path: string): boolean {
    return isTypeScript(path) && this.#files.isOpen(path);
  }

  sourcesOf(module: string): readonly ContractSource[] {
    const candidates = moduleFiles(this.#territory.root, module);
    // A file that does not exist yet is asked for too: once it does, the answer is another.
    for (const path of candidates) this.#consulted?.add(path);
    const known = this.#sources();
    const elsewhere = this.#territory.others.flatMap((root) => moduleFiles(root, module)).filter((path) => known.has(path));
    return [...candidates.filter((path) => this.#files.exists(path)), ...elsewhere].flatMap((path) => this.#source(path));
  }

  sourcesDefining(className: string): readonly ContractSource[] {
    return this.#territory.choose(this.#index.paths(className, this.#sources())).flatMap((path) => this.#source(path));
  }

  sourcesAboutDuplicates(): readonly ContractSource[] {
    return this.#territory.choose(this.#index.pathsAboutDuplicates(this.#sources())).flatMap((path) => this.#source(path));
  }

  packageAt(): null {
    return null;
  }

  classNames(): readonly string[] {
    return [...new Set([...this.#index.names(this.#sources()), ...this.#listed().map(({ name }) => name)])].sort();
  }

  listed(className: string): readonly Listed[] {
    return this.#listed().filter(({ name }) => name === className);
  }

  statements(key: string): ReturnType<Repository["statements"]> {
    return this.#space().statements(key);
  }

  /** What an index of the Space lists under the path of a TypeScript file. */
  #listed(): Listed[] {
    return this.#space().listed.flatMap((entry) => {
      const ending = /\.(?:tsx?|mts|cts)$/.exec(entry.module ?? "");
      return entry.module !== null && ending ? [{ ...entry, module: entry.module.slice(0, ending.index) }] : [];
    });
  }

  #source(path: string): ContractSource[] {
    this.#consulted?.add(path);
    const facts = this.#factsOf(path);
    const root = this.#territory.nameRoot(path);
    if (!facts || !path.startsWith(root + sep)) return [];
    const typescript = relative(root, path).split(sep).join("/");
    return [
      { path, module: typescriptModuleName(typescript), rank: "workspace", partial: false, facts, place: null, typescript },
    ];
  }
}

/** The files that a dotted module may be, best first; names of files may have dots of their own (`order.model.ts`). */
function moduleFiles(root: string, dotted: string): string[] {
  const parts = dotted.split(".");
  const files = new Set<string>();
  for (const folder of sourceRoots(root)) {
    for (const own of [1, 2]) {
      if (own > parts.length) break;
      const stem = join(folder, ...parts.slice(0, -own), parts.slice(-own).join("."));
      for (const extension of EXTENSIONS) files.add(`${stem}.${extension}`);
    }
    for (const extension of EXTENSIONS) files.add(join(folder, ...parts, `index.${extension}`));
  }
  return [...files];
}
