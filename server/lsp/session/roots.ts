import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { CONFIG_NAME } from "../../project/config.ts";

/** Where a file is at home: the folder whose configuration counts for it. */
export interface Home {
  readonly root: string;
  /** The folder is one that somebody named; else it is only where the file lies, and is not searched for others. */
  readonly searched: boolean;
}

/** Finds the root of a file: the nearest configuration inside its workspace folder, else the folder itself. */
export class Roots {
  /** Deepest first, so that the first match is the nearest. */
  #folders: string[] = [];
  readonly #marked = new Map<string, boolean>();

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
  }

  /**
   * A file outside every workspace folder belongs to the nearest configuration above it; without one it is only looked at
   * when no folder is open at all, as the client then has nothing but single files.
   */
  of(path: string): Home | null {
    const folder = this.#folders.find((candidate) => isInside(candidate, path)) ?? null;
    const configured = this.#upwards(dirname(path), folder, CONFIG_NAME);
    if (configured !== null) return { root: configured, searched: true };
    if (folder !== null) return { root: folder, searched: true };
    if (this.#folders.length > 0) return null;
    const repository = this.#upwards(dirname(path), null, ".git");
    return repository === null ? { root: dirname(path), searched: false } : { root: repository, searched: true };
  }

  /** The nearest folder from a start upwards, as far as `last`, that holds an entry. */
  #upwards(start: string, last: string | null, entry: string): string | null {
    for (let folder = start; ; folder = dirname(folder)) {
      if (this.#holds(folder, entry)) return folder;
      if (folder === last || dirname(folder) === folder) return null;
    }
  }

  #holds(folder: string, entry: string): boolean {
    const path = join(folder, entry);
    let holds = this.#marked.get(path);
    if (holds === undefined) this.#marked.set(path, (holds = existsSync(path)));
    return holds;
  }
}

/** True for a folder and everything under it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
