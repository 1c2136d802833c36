import { basename, dirname, join, sep } from "node:path";
import { foldersAbove, isInside } from "./folders-above.ts";
import type { SpecDocument } from "../facts/spec.ts";
import type { Files } from "./files.ts";
import { markOf, marks, type Mark } from "./root-marks.ts";
import { rootOfSpec } from "./spec-root.ts";

/** A root and what made it one. */
export interface Root {
  readonly folder: string;
  /** A spec whose own paths resolve from there, else what marks the folder; `workspace` is the folder that is read. */
  readonly why: Mark | "workspace" | { readonly spec: string };
}

/** Which folders of a workspace are roots by their marks: files that were seen when the workspace was read. */
export class Roots {
  readonly top: string;
  readonly #textOf: (path: string) => string | null;
  readonly #marked: Record<Mark, Set<string>> = { config: new Set(), project: new Set() };

  constructor(top: string, files: Pick<Files, "read">) {
    this.top = top;
    this.#textOf = (path) => {
      const read = files.read(path);
      return "text" in read ? read.text : null;
    };
  }

  /** A file was seen, came, changed or went. True when roots may be others than before. */
  note(path: string): boolean {
    const mark = markOf(basename(path));
    if (mark === null) return false;
    const folder = dirname(path);
    const known = this.#marked[mark];
    const names = mark === "config" ? [basename(path)] : ["pyproject.toml", "package.json"];
    const is = names.some((name) => marks(join(folder, name), this.#textOf));
    if (known.has(folder) === is) return false;
    if (is) known.add(folder);
    else known.delete(folder);
    return true;
  }

  /** The root of a path by marks alone: the nearest configuration, else the nearest project, else the workspace folder. */
  byMarks(path: string): Root {
    for (const mark of ["config", "project"] as const) {
      const known = this.#marked[mark];
      if (known.size === 0) continue;
      if (!isInside(this.top, dirname(path))) continue;
      for (const folder of foldersAbove(dirname(path), this.top)) if (known.has(folder)) return { folder, why: mark };
    }
    return { folder: this.top, why: "workspace" };
  }

  /** Every folder that is a root by its marks, the workspace folder among them. */
  get marked(): string[] {
    return [...new Set([this.top, ...this.#marked.config, ...this.#marked.project])];
  }
}

/** What files there are, and the folders that hold them; the folders are found out when first asked for. */
export class KnownPaths {
  readonly #files: ReadonlySet<string>;
  #folders: Set<string> | null = null;

  constructor(files: ReadonlySet<string>) {
    this.#files = files;
  }

  isFile = (path: string): boolean => this.#files.has(path);

  isFolder = (path: string): boolean => {
    if (!this.#folders) {
      this.#folders = new Set();
      for (const file of this.#files)
        for (const folder of foldersAbove(dirname(file))) {
          if (this.#folders.has(folder)) break;
          this.#folders.add(folder);
        }
    }
    return this.#folders.has(path);
  };
}

/** The root of each spec, and of every other file, as long as the same files exist. */
export class RootMap {
  readonly #roots: Roots;
  readonly #known: KnownPaths;
  readonly #bySpec: ReadonlyMap<SpecDocument, Root> = new Map();
  /** Roots that specs made, the deepest first. */
  readonly #made: readonly Root[];
  #byPlace: Map<string, string> | null = null;
  /** Every root, the workspace folder among them. */
  readonly folders: readonly string[];

  /** @param files absolute paths of the workspace's sources */
  constructor(roots: Roots, files: ReadonlySet<string>, specs: readonly SpecDocument[]) {
    this.#roots = roots;
    this.#known = new KnownPaths(files);
    this.#bySpec = new Map(specs.map((spec) => [spec, this.ofSpec(spec)]));
    const made = new Map(
      [...this.#bySpec.values()].filter(({ why }) => typeof why === "object").map((root) => [root.folder, root]),
    );
    this.#made = [...made.values()].sort((a, b) => b.folder.length - a.folder.length);
    this.folders = [...new Set([...roots.marked, ...made.keys()])];
  }

  get top(): string {
    return this.#roots.top;
  }

  ofSpec(spec: SpecDocument): Root {
    const known = this.#bySpec.get(spec);
    if (known) return known;
    const marked = this.#roots.byMarks(spec.path);
    const { isFile, isFolder } = this.#known;
    const folder = rootOfSpec(spec, { top: this.top, marked: marked.folder, isFile, isFolder });
    return folder === marked.folder ? marked : { folder, why: { spec: spec.path } };
  }

  /** The root that a spec had when the map was made, in whatever text; null for a new one. */
  knownRoot({ path, index }: Pick<SpecDocument, "path" | "index">): string | null {
    this.#byPlace ??= new Map([...this.#bySpec].map(([spec, { folder }]) => [`${spec.path} ${spec.index}`, folder]));
    return this.#byPlace.get(`${path} ${index}`) ?? null;
  }

  /** The root of a file that is no module's. Below a root that a spec made everything is at home there, unless a mark lies nearer. */
  ofOther(path: string): Root {
    const marked = this.#roots.byMarks(path);
    const made = this.#made.find(({ folder }) => path.startsWith(folder + sep));
    return made?.folder.startsWith(marked.folder + sep) ? made : marked;
  }

  /** The root of a file by marks alone. */
  byMarks(path: string): string {
    return this.#roots.byMarks(path).folder;
  }
}
