import type { Stats } from "node:fs";
import { join, relative } from "node:path";
import { isInside } from "../folders-above.ts";
import { readRegular, realPath, statOf } from "../regular-file.ts";
import { refusal } from "../write-file.ts";
import { isOfAnother, trustedFolder, writeCacheFile, type CachePlace } from "./cache-files.ts";
import { digestOfTexts } from "./digest.ts";
import { Pack } from "./pack.ts";

/** Bytes of a workspace's pack. */
const LARGEST = 64 * 1024 * 1024;

/** The file that holds what is kept of one workspace. */
export class PackFile {
  readonly path: string;
  readonly pack: Pack;
  readonly #folder: string;
  readonly #name: string;
  #read: Stats | undefined;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.path = join(folder, name);
    this.pack = this.#load();
  }

  /** Null where what lies there could be somebody else's: inside the workspace or another repository though nobody said so, or of another user. */
  static open(place: CachePlace, root: string): PackFile | null {
    const folder = trustedFolder(place);
    const workspace = realPath(root) ?? root;
    if (folder === null || (!place.isNamed && isInside(workspace, folder))) return null;
    // A folder that is carried to another machine together with its workspace has the same name there.
    const name = `${digestOfTexts(place.program, relative(folder, workspace))}.l9-pack`;
    return !place.isNamed && isOfAnother(join(folder, name)) ? null : new PackFile(folder, name);
  }

  #load(): Pack {
    this.#read = statOf(this.path);
    const read = this.#read ? readRegular(this.path, { limit: 2 * LARGEST, links: false }) : null;
    return Pack.of(read && "bytes" in read ? read.bytes : null);
  }

  /**
   * Writes down what came, in one step. What another run has written meanwhile stays.
   * @returns why it could not be written; null where it was, or where there is nothing new
   */
  save(): string | null {
    if (!this.pack.isChanged) return null;
    try {
      const now = statOf(this.path);
      if (now && (now.mtimeMs !== this.#read?.mtimeMs || now.ino !== this.#read.ino)) this.pack.add(this.#load());
      writeCacheFile(this.#folder, this.#name, this.pack.bytes(LARGEST));
      this.pack.isChanged = false;
      this.#read = statOf(this.path);
      return null;
    } catch (error) {
      const why = refusal(error);
      if (why === null) throw error;
      return why;
    }
  }
}
