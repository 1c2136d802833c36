import { lstatSync, mkdirSync, readdirSync, rmSync, type Stats } from "node:fs";
import { join, relative } from "node:path";
import { readRegular, realPath, statOf } from "../regular-file.ts";
import { isInside } from "../folders-above.ts";
import { refusal, writeWhole } from "../write-file.ts";
import { digestOfTexts } from "./digest.ts";
import { Pack } from "./pack.ts";

/** Bytes of a workspace's pack. */
const LARGEST = 64 * 1024 * 1024;
/** Bytes of all packs of a folder, and milliseconds after which one that nobody used is taken out. */
const ALL = 512 * 1024 * 1024;
const UNUSED = 30 * 24 * 3600_000;

/** What the name of a pack looks like: nothing else is ever taken out of the folder. */
const NAME = /^[\w-]{43}\.l9-pack$/;

/** Which results are kept where. */
export interface CachePlace {
  /** The folder; absolute. */
  folder: string;
  /** The user has named it: it may lie in the repository, and be somebody else's. */
  isNamed: boolean;
  /** What tells this very build of the program from any other. */
  program: string;
}

/** The file that holds what is kept of one workspace. */
export class PackFile {
  readonly path: string;
  readonly pack: Pack;
  readonly #folder: string;
  #read: Stats | undefined;

  private constructor(folder: string, path: string) {
    this.#folder = folder;
    this.path = path;
    const found = this.#load();
    this.pack = found;
  }

  /** Null where what lies there could be somebody else's: inside the workspace though nobody said so, or of another user. */
  static open({ folder, isNamed, program }: CachePlace, root: string): PackFile | null {
    const [place, workspace] = [realPath(folder) ?? folder, realPath(root) ?? root];
    if (!isNamed && (isInside(workspace, place) || isOfAnother(place))) return null;
    // A folder that is carried to another machine together with its workspace has the same name there.
    const name = `${digestOfTexts(program, relative(place, workspace))}.l9-pack`;
    const path = join(place, name);
    return !isNamed && isOfAnother(path) ? null : new PackFile(place, path);
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
      prepare(this.#folder);
      const now = statOf(this.path);
      if (now && (now.mtimeMs !== this.#read?.mtimeMs || now.ino !== this.#read.ino)) this.pack.add(this.#load());
      writeWhole(this.path, this.pack.bytes(LARGEST));
      this.pack.isChanged = false;
      this.#read = statOf(this.path);
      prune(this.#folder, this.path);
      return null;
    } catch (error) {
      const why = refusal(error);
      if (why === null) throw error;
      return why;
    }
  }
}

/** True for what another user could have put there. */
function isOfAnother(path: string): boolean {
  const { getuid } = process;
  const stat = statOf(path);
  return stat !== undefined && getuid !== undefined && stat.uid !== getuid();
}

/** Makes the folder; git and programs that back up leave it alone. */
function prepare(folder: string): void {
  if (statOf(folder)?.isDirectory()) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(join(folder, ".gitignore"), "# Made by l9.\n*\n");
  writeWhole(
    join(folder, "CACHEDIR.TAG"),
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by l9; see https://bford.info/cachedir/\n",
  );
}

/** The packs of a folder. */
export function packsIn(folder: string): { path: string; size: number; used: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // There is none yet.
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = NAME.test(name) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    return stat?.isFile() ? [{ path, size: stat.size, used: stat.mtimeMs }] : [];
  });
}

/** Takes out what nobody has used for long, and of too much what was used least recently. */
function prune(folder: string, own: string): void {
  let left = ALL;
  const oldest = Date.now() - UNUSED;
  for (const { path, size, used } of packsIn(folder).sort((a, b) => b.used - a.used)) {
    left -= size;
    if (path !== own && (used < oldest || left < 0)) rmSync(path, { force: true });
  }
}

/** Takes out every pack of a folder. @returns how many, and their bytes */
export function clearPacks(folder: string): { packs: number; bytes: number } {
  const packs = packsIn(folder);
  for (const { path } of packs) rmSync(path, { force: true });
  return { packs: packs.length, bytes: packs.reduce((sum, { size }) => sum + size, 0) };
}
