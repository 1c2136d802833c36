import { sep } from "node:path";
import type { Linter } from "../lint/linter.ts";

/** One workspace folder under analysis. */
export interface Workspace {
  /** Absolute path. */
  readonly root: string;
  linter: Linter;
}

/** The workspaces of a session: one a folder, found by the deepest root that holds a path. */
export class Workspaces {
  #list: Workspace[] = [];
  readonly #create: (root: string) => Linter;

  constructor(create: (root: string) => Linter) {
    this.#create = create;
  }

  get all(): readonly Workspace[] {
    return this.#list;
  }

  add(root: string): Workspace {
    const known = this.#list.find((workspace) => workspace.root === root);
    if (known) return known;
    const workspace: Workspace = { root, linter: this.#create(root) };
    // Deepest first, so that the first match is the nearest.
    this.#list = [...this.#list, workspace].sort((a, b) => b.root.length - a.root.length);
    return workspace;
  }

  remove(root: string): Workspace | null {
    const workspace = this.#list.find((candidate) => candidate.root === root) ?? null;
    if (workspace) this.#list = this.#list.filter((candidate) => candidate !== workspace);
    return workspace;
  }

  of(path: string): Workspace | null {
    return this.#list.find(({ root }) => isInside(root, path)) ?? null;
  }
}

/** True for a folder and everything under it. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
