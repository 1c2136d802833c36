import type { Rule } from "../../../rules/define.ts";
import type { Linter } from "../../lint/linter.ts";
import type { LoadedConfig } from "../../project/config.ts";
import { isInside } from "../../project/folders-above.ts";
import { Roots, type Home } from "./roots.ts";

/** One root under analysis. */
export class Workspace {
  readonly root: string;
  readonly searched: boolean;
  linter: Linter;
  /** The configuration as last read; the linter has the last good one. */
  loaded: LoadedConfig;
  /** How often the configuration was asked for again. */
  readings = 0;
  /** `known` once every source and spec is found; before that results would be guesses about what the module lacks. */
  state: "scanning" | "known" | "cancelled" = "scanning";
  #waiting: (() => void)[] = [];

  constructor({ root, searched }: Home, linter: Linter, loaded: LoadedConfig) {
    this.root = root;
    this.searched = searched;
    this.linter = linter;
    this.loaded = loaded;
  }

  /** While the configuration is broken nothing is fixed: what it asks for is not known. */
  get fixes(): boolean {
    return this.loaded.problems.length === 0;
  }

  /** Another linter takes over; its scan has to follow. */
  replace(linter: Linter): void {
    this.linter.dispose();
    this.linter = linter;
    this.state = "scanning";
  }

  settled(state: "known" | "cancelled"): void {
    this.state = state;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** Resolves when the scan is over, whichever way. */
  async scanned(): Promise<void> {
    while (this.state === "scanning") await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** The workspaces of a session, each loaded when the first of its files is asked for. */
export class Workspaces {
  readonly roots = new Roots();
  readonly #create: (home: Home) => Promise<Workspace>;
  readonly #loaded = new Map<string, Workspace>();
  readonly #loading = new Map<string, Promise<Workspace>>();

  constructor(create: (home: Home) => Promise<Workspace>) {
    this.#create = create;
  }

  get all(): Workspace[] {
    return [...this.#loaded.values()];
  }

  /** The same, with those that are being loaded right now. */
  async loaded(): Promise<Workspace[]> {
    await Promise.allSettled(this.#loading.values());
    return this.all;
  }

  /** The workspace of a root. */
  at(root: string): Workspace | null {
    return this.#loaded.get(root) ?? null;
  }

  /** The workspace a file is at home in, null when there is none or it is not loaded yet. */
  of(path: string): Workspace | null {
    const home = this.roots.of(path);
    return home ? (this.#loaded.get(home.root) ?? null) : null;
  }

  /** Every workspace that has read a file: those around a nested configuration read what lies below it too. */
  holding(path: string): Workspace[] {
    const home = this.of(path);
    return this.all.filter((workspace) => workspace === home || (workspace.searched && isInside(workspace.root, path)));
  }

  async load(path: string): Promise<Workspace | null> {
    const home = this.roots.of(path);
    return home ? this.loadHome(home) : null;
  }

  async loadHome(home: Home): Promise<Workspace> {
    const loaded = this.#loaded.get(home.root);
    if (loaded) return loaded;
    let loading = this.#loading.get(home.root);
    if (!loading) {
      loading = this.#create(home)
        .then((workspace) => {
          this.#loaded.set(home.root, workspace);
          return workspace;
        })
        .finally(() => this.#loading.delete(home.root));
      this.#loading.set(home.root, loading);
    }
    return loading;
  }

  /** The workspaces that read a configuration file. */
  configuredBy(path: string): Workspace[] {
    return this.all.filter(({ loaded }) => loaded.files.includes(path));
  }

  /** A rule that one of them declares itself. */
  ownRule(id: string): Rule | null {
    return this.all.flatMap(({ linter }) => linter.rules.own.rules.filter((rule) => rule.id === id))[0] ?? null;
  }

  remove(root: string): Workspace | null {
    const workspace = this.#loaded.get(root) ?? null;
    this.#loaded.delete(root);
    return workspace;
  }
}
