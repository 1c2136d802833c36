import { sep } from "node:path";

/** What is known of the roots of a workspace. */
export interface Ground {
  /** The workspace folder, which every file lies below. */
  readonly top: string;
  /** Every root, the workspace folder among them. The object changes when any of them does. */
  roots(): { readonly folders: readonly string[] };
  /** The root of a file. */
  rootOf(path: string): string;
  /** The root of a file by marks alone: whoever claims the file. */
  markedRootOf(path: string): string;
  /** Roots below another one of which modules of that one have files. */
  claimed(root: string): ReadonlySet<string>;
  /** True when a root names another one among its dependencies. */
  declares(root: string, other: string): boolean;
}

/**
 * What the modules of one root can import, and under which name: what is at home in the root first. Where it has nothing of a name, what
 * lies in roots above and below it, or in one that it declares as a dependency; another application beside it is none of its contracts.
 */
export class Territory {
  readonly root: string;
  readonly #ground: Ground;
  #known: object | null = null;
  #visible: readonly string[] = [];

  constructor(root: string, ground: Ground) {
    this.root = root;
    this.#ground = ground;
  }

  /** The roots from which names are read, this one first, then the nearest. */
  get roots(): readonly string[] {
    const roots = this.#ground.roots();
    if (this.#known !== roots) {
      this.#known = roots;
      const others = roots.folders.filter((other) => other !== this.root && this.#sees(other));
      const above = others.filter((other) => this.root.startsWith(other + sep)).sort((a, b) => b.length - a.length);
      this.#visible = [this.root, ...above, ...others.filter((other) => !above.includes(other)).sort()];
    }
    return this.#visible;
  }

  /** The roots beside its own: there may be as many as a repository has applications, so the disk is not asked about each. */
  get others(): readonly string[] {
    return this.roots.slice(1);
  }

  /** Of several files those that count here: its own, or else what it sees of others. */
  choose(paths: readonly string[]): string[] {
    if (this.#isWhole) return paths.filter((path) => path.startsWith(this.root + sep));
    const own = paths.filter((path) => this.#isOwn(path));
    return own.length > 0 ? own : paths.filter((path) => this.roots.includes(this.#ground.rootOf(path)));
  }

  /** The root from which a file has its name. */
  nameRoot(path: string): string {
    return this.#isWhole || this.#isOwn(path) ? this.root : this.#ground.rootOf(path);
  }

  get #isWhole(): boolean {
    return this.root === this.#ground.top && this.#ground.roots().folders.length === 1;
  }

  #isOwn(path: string): boolean {
    if (!path.startsWith(this.root + sep)) return false;
    return this.#ground.rootOf(path) === this.root || this.#ground.claimed(this.root).has(this.#ground.markedRootOf(path));
  }

  #sees(other: string): boolean {
    return this.root.startsWith(other + sep) || other.startsWith(this.root + sep) || this.#ground.declares(this.root, other);
  }
}
