import { ClassIndex } from "./class-index.ts";
import { Places } from "./places.ts";
import { SOURCE_LANGUAGES } from "./source-languages.ts";
import { Territory, type Ground } from "./territory.ts";
import { WorkspaceRepository, type Shared, type SpaceSources } from "./workspace-repository.ts";

export type { SpaceSources };

/** The sources of contracts as one root sees them, by language. */
export type RootRepositories = Readonly<Record<"python" | "typescript", WorkspaceRepository>>;

/** The sources of contracts of one workspace folder, for each of its roots. What the files say is read once for all. */
export class Repositories {
  readonly #shared: Shared;
  readonly #ground: Ground;
  readonly #space: (root: string) => SpaceSources;
  readonly #python: ClassIndex;
  readonly #typescript: ClassIndex;
  readonly #byRoot = new Map<string, RootRepositories>();

  constructor(shared: Omit<Shared, "places">, ground: Ground, space: (root: string) => SpaceSources) {
    this.#shared = { ...shared, places: new Places(shared.files) };
    this.#ground = ground;
    this.#space = space;
    this.#python = new ClassIndex(shared.files);
    this.#typescript = new ClassIndex(shared.files, "typescript");
  }

  /** The same object for one root at all times. */
  at(root: string): RootRepositories {
    let known = this.#byRoot.get(root);
    if (!known) {
      const territory = new Territory(root, this.#ground);
      const space = (): SpaceSources => this.#space(root);
      known = {
        python: new WorkspaceRepository(SOURCE_LANGUAGES.python, territory, this.#shared, this.#python, space),
        typescript: new WorkspaceRepository(SOURCE_LANGUAGES.typescript, territory, this.#shared, this.#typescript, space),
      };
      this.#byRoot.set(root, known);
    }
    return known;
  }

  /** Takes note of a change of any file, before what the file says is asked for. */
  touched(path: string): void {
    this.#shared.places.touched(path);
  }

  /** Takes note of a changed file of code; true when it may answer to other names than before. */
  refresh(path: string): boolean {
    return this.#python.refresh(path) || this.#typescript.refresh(path);
  }

  /** Reads what the first question needs, one file a step. */
  *prepareSteps(): Generator<void> {
    for (const path of [...this.#shared.sources()]) {
      this.#python.prepare(path);
      yield;
    }
  }
}
