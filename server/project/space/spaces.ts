import type { Config } from "../config.ts";
import type { Files } from "../files.ts";
import type { SpaceFile } from "../../facts/space.ts";
import { Space } from "./space.ts";

/** The Spaces of a workspace folder: one for each of its roots that has files of its own, and the workspace's for the others. */
export class Spaces {
  readonly #top: string;
  readonly #config: Pick<Config, "space" | "contracts_from">;
  readonly #files: Files;
  readonly #byRoot = new Map<string, Space>();

  /** @param top the workspace folder */
  constructor(top: string, config: Pick<Config, "space" | "contracts_from">, files: Files) {
    this.#top = top;
    this.#config = config;
    this.#files = files;
    this.#byRoot.set(top, this.#open(top));
  }

  /** The Space of a root. */
  at(root: string): Space {
    const own = this.#known(root);
    return own.files.length > 0 ? own : this.#known(this.#top);
  }

  /** Reads what is new or changed in the Spaces of these roots. */
  refresh(roots: readonly string[]): void {
    for (const root of roots) {
      const known = this.#byRoot.get(root);
      if (known) known.refresh();
      else this.#known(root);
    }
  }

  /** Every Space with files, each once. */
  get all(): Space[] {
    return [...this.#byRoot.values()].filter(({ files }) => files.length > 0);
  }

  /** The Space file at a path, and where it belongs to. */
  fileAt(path: string): { file: SpaceFile; space: Space; root: string } | null {
    for (const [root, space] of this.#byRoot) {
      const file = space.files.find((candidate) => candidate.path === path);
      if (file) return { file, space, root };
    }
    return null;
  }

  /** True for a path that is, or would be, a Space file. */
  includes(path: string): boolean {
    return [...this.#byRoot.values()].some((space) => space.includes(path));
  }

  /** Takes note of one file that was edited, created or deleted. True when what a Space says may have changed. */
  touched(path: string): boolean {
    return [...this.#byRoot.values()].map((space) => space.touched(path)).includes(true);
  }

  /** The roots whose Spaces were read, with these. */
  get entries(): [root: string, space: Space][] {
    return [...this.#byRoot];
  }

  #known(root: string): Space {
    let space = this.#byRoot.get(root);
    if (!space) {
      space = this.#open(root);
      space.refresh();
      this.#byRoot.set(root, space);
    }
    return space;
  }

  #open(root: string): Space {
    return new Space(root, this.#config.space, this.#files, this.#config.contracts_from === "space");
  }
}
