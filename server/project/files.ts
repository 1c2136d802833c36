import { closeSync, constants, openSync, readFileSync, readSync, statSync } from "node:fs";
import { inUtf8 } from "./encoding.ts";

/** A file's text, or why it can not be had. */
export type Read = { text: string } | { problem: string };

/** Files as they are in another state of the tree, by absolute path; null for one that does not exist there. */
export type Snapshot = ReadonlyMap<string, Uint8Array | null>;

/** Where files come from: the disk, a snapshot laid over it, and over both the editor's unsaved texts. Paths are absolute. */
export class Files {
  readonly #open = new Map<string, string>();
  readonly #snapshot: Map<string, Uint8Array | null>;
  readonly #limit: number;

  /** @param limit bytes; a larger file is not read */
  constructor(limit: number, snapshot: Snapshot = new Map()) {
    this.#limit = limit;
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
    return placed === undefined ? (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false) : placed !== null;
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
    let bytes: Buffer;
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) return { problem: "it is a folder" };
      // Reading a pipe or a device may wait for ever.
      if (!stat.isFile()) return { problem: "it is no regular file" };
      if (stat.size > this.#limit) return { problem: tooLarge(stat.size, this.#limit) };
      bytes = readFileSync(path);
    } catch (error) {
      return { problem: reason(error) };
    }
    return this.#decode(path, bytes);
  }

  /** The first bytes of a file as text; empty when it can not be read. */
  head(path: string, length: number): string {
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    const placed = this.#snapshot.get(path);
    if (placed !== undefined) return Buffer.from(placed ?? "").toString("utf8", 0, length);
    return headOnDisk(path, length);
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

function headOnDisk(path: string, length: number): string {
  let file: number;
  try {
    // A pipe without a writer would wait for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    // A file that can not be opened has no head; reading it for a check says why.
    return "";
  }
  try {
    const buffer = Buffer.alloc(length);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, length, 0));
  } catch {
    return "";
  } finally {
    closeSync(file);
  }
}

function tooLarge(size: number, limit: number): string {
  return `it has ${size} bytes, more than max_file_size (${limit})`;
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "it can not be opened: permission denied";
    case "ELOOP":
      return "it is a loop of symbolic links";
    default:
      return `it can not be read (${code ?? String(error)})`;
  }
}
