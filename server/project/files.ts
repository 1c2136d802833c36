import { readFileSync, statSync } from "node:fs";

/** A file's text, or why it can not be had. */
export type Read = { text: string } | { problem: string };

/** Where files come from: the disk, with the editor's unsaved texts laid over it. Paths are absolute. */
export class Files {
  readonly #open = new Map<string, string>();
  readonly #limit: number;

  /** @param limit bytes; a larger file is not read */
  constructor(limit: number) {
    this.#limit = limit;
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
    return this.#open.has(path) || (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  read(path: string): Read {
    const open = this.#open.get(path);
    if (open !== undefined) return this.#accept(open);
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
    if (bytes.includes(0)) return { problem: "it holds NUL bytes, so it is binary and not text" };
    try {
      return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      return { problem: "it is not valid UTF-8" };
    }
  }

  #accept(text: string): Read {
    if (text.length > this.#limit) return { problem: tooLarge(text.length, this.#limit) };
    if (text.includes("\0")) return { problem: "it holds NUL bytes, so it is binary and not text" };
    return { text };
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
