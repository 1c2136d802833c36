import { inUtf8 } from "./encoding.ts";
import { isInside } from "./folders-above.ts";
import { headOf, readRegular, realPath, statOf } from "./regular-file.ts";

/** A file's text, or why it can not be had. */
export type Read = { text: string } | { problem: string };

/** The key of the configuration that sets the limit. */
const LIMIT = "max_file_size";

/** Files as they are in another state of the tree, by absolute path; null for one that does not exist there. */
export type Snapshot = ReadonlyMap<string, Uint8Array | null>;

/** Where files come from: the disk, a snapshot laid over it, and over both the editor's unsaved texts. Paths are absolute. */
export class Files {
  readonly #open = new Map<string, string>();
  readonly #snapshot: Map<string, Uint8Array | null>;
  readonly #limit: number;
  readonly #root: string | null;
  #realRoot: string | null = null;

  /**
   * @param limit bytes; a larger file is not read
   * @param root the workspace folder: no link in it is followed to what lies outside
   */
  constructor(limit: number, snapshot: Snapshot = new Map(), root: string | null = null) {
    this.#limit = limit;
    this.#root = root;
    this.#snapshot = new Map(snapshot);
  }

  /** What the snapshot says in place of the disk. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** What counts for a path in place of what the disk holds; `undefined` for the disk itself. */
  place(path: string, bytes: Uint8Array | null | undefined): void {
    if (bytes === undefined) this.#snapshot.delete(path);
    else this.#snapshot.set(path, bytes);
  }

  setOpen(path: string, text: string): void {
    this.#open.set(path, text);
  }

  close(path: string): void {
    this.#open.delete(path);
  }

  /** The editor's text, null for a file that is not open. */
  openText(path: string): string | null {
    return this.#open.get(path) ?? null;
  }

  /** A file of this path is open or on disk. */
  exists(path: string): boolean {
    return this.#open.has(path) || this.onDisk(path);
  }

  /** The same without the editor's texts. */
  onDisk(path: string): boolean {
    const placed = this.#snapshot.get(path);
    return placed === undefined ? (statOf(path)?.isFile() ?? false) : placed !== null;
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  read(path: string): Read {
    const open = this.#open.get(path);
    if (open !== undefined) return this.#accept(path, open);
    const placed = this.#snapshot.get(path);
    if (placed === null) return { problem: "it does not exist" };
    if (placed !== undefined) return this.#decode(path, placed);
    if (this.#leadsOut(path)) return { problem: "it is a link that leads out of the workspace" };
    const read = readRegular(path, { limit: this.#limit, called: LIMIT });
    return "problem" in read ? read : this.#decode(path, read.bytes);
  }

  /** A file's text; empty where it can not be read. */
  text(path: string): string {
    const read = this.read(path);
    return "text" in read ? read.text : "";
  }

  /** The first bytes of a file as text; empty when it can not be read. */
  head(path: string, length: number): string {
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    const placed = this.#snapshot.get(path);
    if (placed !== undefined) return Buffer.from(placed ?? "").toString("utf8", 0, length);
    return this.#leadsOut(path) ? "" : headOf(path, length).toString("utf8");
  }

  /** A path in the workspace folder that stands for something outside of it. */
  #leadsOut(path: string): boolean {
    if (this.#root === null || !isInside(this.#root, path)) return false;
    const real = realPath(path);
    if (real === null) return false;
    this.#realRoot ??= realPath(this.#root) ?? this.#root;
    return !isInside(this.#realRoot, real);
  }

  #decode(path: string, bytes: Uint8Array): Read {
    if (bytes.length > this.#limit) return { problem: tooLarge(bytes.length, this.#limit) };
    if (bytes.includes(0)) return { problem: "it holds NUL bytes, so it is binary and not text" };
    try {
      return inUtf8(path, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      return { problem: "it is not valid UTF-8" };
    }
  }

  #accept(path: string, text: string): Read {
    if (text.length > this.#limit) return { problem: tooLarge(text.length, this.#limit) };
    if (text.includes("\0")) return { problem: "it holds NUL bytes, so it is binary and not text" };
    return inUtf8(path, text);
  }
}

function tooLarge(size: number, limit: number): string {
  return `it has ${size} bytes, more than ${LIMIT} (${limit})`;
}
