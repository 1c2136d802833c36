import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { CONFIG_NAME } from "../../project/config.ts";
import { foldersAbove, isInside } from "../../project/folders-above.ts";
import { diskPaths } from "../../project/path-facts.ts";
import { workspaceFolder } from "../../project/root-marks.ts";

/** Where a file is at home: the folder whose configuration counts for it. */
export interface Home {
  readonly root: string;
  /** The folder is one that somebody named; else it is only where the file lies, and is not searched for others. */
  readonly searched: boolean;
}

/** Finds what is read for a file: the folder of the nearest configuration above it; else what `workspaceFolder` says of the folder that is open. */
export class Roots {
  /** Deepest first, so that the first match is the nearest. */
  #folders: string[] = [];
  readonly #marked = new Map<string, boolean>();
  /** By open folder. */
  readonly #homes = new Map<string, Home>();

  get folders(): readonly string[] {
    return this.#folders;
  }

  add(folder: string): void {
    if (!this.#folders.includes(folder)) this.#folders = [...this.#folders, folder].sort((a, b) => b.length - a.length);
  }

  remove(folder: string): void {
    this.#folders = this.#folders.filter((candidate) => candidate !== folder);
  }

  /** A configuration file appeared or went. */
  forget(): void {
    this.#marked.clear();
    this.#homes.clear();
  }

  /**
   * A file outside every workspace folder belongs to the nearest configuration above it; without one it is only looked at
   * when no folder is open at all, as the client then has nothing but single files.
   */
  of(path: string): Home | null {
    const folder = this.#folders.find((candidate) => isInside(candidate, path)) ?? null;
    const configured = this.#configured(dirname(path));
    if (configured !== null) return { root: configured, searched: true };
    if (folder !== null) return this.ofFolder(folder);
    if (this.#folders.length > 0) return null;
    const { folder: root, why } = workspaceFolder(dirname(path), dirname(path));
    return { root, searched: why !== "start" };
  }

  /** A file as it lies in an open folder, where links lead there, from elsewhere or from another part of it; else its own path. */
  seenAs(path: string): string {
    if (this.#folders.length === 0) return path;
    const { real } = diskPaths.look(path);
    for (const folder of this.#folders) {
      const own = diskPaths.look(folder).real;
      if (isInside(own, real)) return join(folder, relative(own, real));
    }
    return path;
  }

  /** What is read for a folder that the user has open: it may lie above, as then contracts and specs do. */
  ofFolder(folder: string): Home {
    let home = this.#homes.get(folder);
    if (!home) this.#homes.set(folder, (home = { root: workspaceFolder(folder, folder).folder, searched: true }));
    return home;
  }

  /** True for a root that holds something of an open folder, or lies in one. */
  touches(root: string): boolean {
    return this.#folders.some((folder) => isInside(folder, root) || isInside(root, folder));
  }

  /** True for a root that an open folder is read by, or that lies in one. */
  needs(root: string): boolean {
    return this.#folders.some((folder) => isInside(folder, root) || this.ofFolder(folder).root === root);
  }

  /** The nearest folder from a start upwards that holds a configuration. */
  #configured(start: string): string | null {
    for (const folder of foldersAbove(start)) if (this.#holds(folder)) return folder;
    return null;
  }

  #holds(folder: string): boolean {
    const path = join(folder, CONFIG_NAME);
    let holds = this.#marked.get(path);
    if (holds === undefined) this.#marked.set(path, (holds = existsSync(path)));
    return holds;
  }
}
