import { readdirSync, statSync, type BigIntStats, type Dirent } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import type { ExtractDifference, SpaceExtract, SpaceFile } from "../../facts/space.ts";
import type { FileFacts } from "../../facts/kinds.ts";
import type { Files } from "../files.ts";
import { compareExtract } from "./compare.ts";
import { extractFacts } from "./facts.ts";
import { byPriority, rankOf } from "./rank.ts";
import { readSpaceText } from "./read.ts";

const READ = /\.(?:md|txt|json)$/i;

/** Deeper folders are not entered; a folder reached through a link may be its own parent. */
const MAX_DEPTH = 16;

interface Kept {
  stamp: string;
  file: SpaceFile;
}

/** The Space of a workspace: what its files say, read again only where a file changed. The editor's texts count before the disk's. */
export class Space {
  /** Files read since the start: what did not change must not raise it. */
  reads = 0;
  /** An extract counts more than the workspace file it shows. */
  readonly first: boolean;
  readonly #folders: readonly string[];
  readonly #files: Files;
  readonly #kept = new Map<string, Kept>();
  readonly #facts = new WeakMap<SpaceExtract, FileFacts>();
  #sorted: readonly SpaceFile[] | null = null;

  /** @param folders relative to the root, or absolute; a folder that does not exist is no problem */
  constructor(root: string, folders: readonly string[], files: Files, first = false) {
    this.first = first;
    this.#folders = folders.map((folder) => (isAbsolute(folder) ? folder : join(root, folder)));
    this.#files = files;
  }

  /** Every Space file, best first (SPACE_FILE_PRIORITY). The array is the same as long as nothing changed. */
  get files(): readonly SpaceFile[] {
    return (this.#sorted ??= [...this.#kept.values()].map(({ file }) => file).sort(byPriority));
  }

  /** True for a path that is, or would be, a Space file. */
  includes(path: string): boolean {
    return READ.test(path) && this.#folders.some((folder) => path.startsWith(folder + sep));
  }

  /** Lists the folders again and reads what is new or changed. True when anything changed. */
  refresh(): boolean {
    const found = new Map<string, SpaceFile | null>();
    for (const folder of this.#folders) list(folder, 0, found);
    for (const [path, bytes] of this.#files.snapshot) {
      if (bytes === null) found.delete(path);
      else if (this.includes(path)) found.set(path, null);
    }
    let changed = false;
    for (const path of this.#kept.keys()) {
      if (found.has(path)) continue;
      this.#kept.delete(path);
      changed = true;
    }
    for (const [path, problem] of found) changed = this.#take(path, problem) || changed;
    if (changed) this.#sorted = null;
    return changed;
  }

  /** Takes note of one file that was edited, created or deleted. True when what the Space says may have changed. */
  touched(path: string): boolean {
    if (!this.includes(path)) return false;
    const changed = this.#files.exists(path) ? this.#take(path, null) : this.#kept.delete(path);
    if (changed) this.#sorted = null;
    return changed;
  }

  /** The Python facts of an extract, read when first asked for. Places are offsets in its code. */
  facts(extract: SpaceExtract): FileFacts {
    let facts = this.#facts.get(extract);
    if (!facts) this.#facts.set(extract, (facts = extractFacts(extract)));
    return facts;
  }

  /** How an extract differs from the workspace file it names. */
  differences(extract: SpaceExtract, file: FileFacts): ExtractDifference[] {
    return compareExtract(extract, this.facts(extract), file);
  }

  #take(path: string, problem: SpaceFile | null): boolean {
    const stamp = problem ? `problem ${problem.problem?.message}` : this.#stamp(path);
    if (this.#kept.get(path)?.stamp === stamp) return false;
    this.#kept.set(path, { stamp, file: problem ?? this.#read(path) });
    return true;
  }

  #stamp(path: string): string {
    const open = this.#files.openText(path);
    if (open !== null) return `open ${open}`;
    const placed = this.#files.snapshot.get(path);
    if (placed) return `placed ${Buffer.from(placed).toString("latin1")}`;
    let stat: BigIntStats;
    try {
      stat = statSync(path, { bigint: true });
    } catch (error) {
      return `unreadable ${(error as NodeJS.ErrnoException).code}`;
    }
    return `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.mode}`;
  }

  #read(path: string): SpaceFile {
    this.reads++;
    const read = this.#files.read(path);
    return "problem" in read ? unread(path, read.problem) : readSpaceText(path, read.text);
  }
}

function unread(path: string, message: string): SpaceFile {
  return { path, facts: { rank: rankOf(path), extracts: [], entries: [] }, problem: { span: null, message } };
}

/** The Space files of a folder and those below it. A folder that can not be listed stands for itself, with its problem. */
function list(folder: string, depth: number, found: Map<string, SpaceFile | null>): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" && depth === 0) return;
    const why =
      code === "ENOTDIR" ? "it is no folder" : code === "EACCES" || code === "EPERM" ? "permission denied" : String(code);
    found.set(folder, unread(folder, `the folder can not be listed (${why})`));
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH && !entry.name.startsWith(".")) list(path, depth + 1, found);
    } else if (READ.test(entry.name)) found.set(path, null);
  }
}
