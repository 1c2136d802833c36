import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  type BigIntStats,
  type Stats,
} from "node:fs";

// Where the program reads files that it does not ship: the only room that opens one. A repository may hold a link to a device that never ends, or a pipe
// that nobody writes to; neither is opened, and no more is read than a file has when it is opened.

/** A file's bytes, or why they can not be had. */
export type Bytes = { bytes: Buffer } | { problem: string };

export interface ReadOptions {
  /** Bytes; a larger file is not read. */
  limit: number;
  /** What the limit is called where a file is above it. */
  called?: string;
  /** Whether a link is followed; by default it is. */
  links?: boolean;
}

/** Bytes. Git's own files, a manifest, a journal are far smaller. */
const SMALL = 1 << 22;

/** Never waits, and never ends a loop on a terminal's line. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Reads a regular file whole. Never throws and never waits. */
export function readRegular(path: string, { limit, called = "the limit", links = true }: ReadOptions): Bytes {
  try {
    return withRegular(path, links, (file, size) =>
      size > limit ? { problem: `it has ${size} bytes, more than ${called} (${limit})` } : { bytes: firstOf(file, size) },
    );
  } catch (error) {
    return { problem: reason(error) };
  }
}

/** The length of a regular file and its first bytes, no more than asked for. @throws what the system says, and for what is no regular file */
export function beginningOf(path: string, length: number, links = true): { size: number; bytes: Buffer } {
  let found = 0;
  const read = withRegular(path, links, (file, size) => {
    found = size;
    return { bytes: firstOf(file, Math.min(size, length)) };
  });
  if ("problem" in read) throw new Error(read.problem);
  return { size: found, bytes: read.bytes };
}

/** The first bytes of a regular file, no more than asked for; none where it can not be read. */
export function headOf(path: string, length: number): Buffer {
  try {
    const head = withRegular(path, true, (file, size) => ({ bytes: firstOf(file, Math.min(size, length)) }));
    return "bytes" in head ? head.bytes : Buffer.alloc(0);
  } catch {
    // Reading it for a check says why.
    return Buffer.alloc(0);
  }
}

/**
 * The bytes of a small file that may be there; null where nothing can be read.
 * @param links whether a link is followed
 */
export function bytesOf(path: string, links = true): Buffer | null {
  const read = readRegular(path, { limit: SMALL, links });
  return "bytes" in read ? read.bytes : null;
}

/** The same as text. */
export function textOf(path: string): string | null {
  return bytesOf(path)?.toString("utf8") ?? null;
}

/** A small file that the kernel makes while it is read, and whose size it does not say; null where there is none. @param path below `/proc` */
export function kernelText(path: string): string | null {
  try {
    const file = openSync(path, READ);
    try {
      return firstOf(file, 4096).toString("utf8");
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** What lies at a path, through links; undefined where nobody can tell. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A loop of links, a name that no file can have, a folder that may not be entered.
    return undefined;
  }
}

/** Where a path leads in the end; null where it leads nowhere. */
export function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** The same of a link itself. */
export function linkStatOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function withRegular(path: string, links: boolean, work: (file: number, size: number) => Bytes): Bytes {
  const found = (links ? statSync : lstatSync)(path);
  const wrong = kindProblem(found);
  if (wrong !== null) return { problem: wrong };
  const file = openSync(path, links ? READ : READ | (constants.O_NOFOLLOW ?? 0));
  try {
    // It may have become a pipe since.
    const now = fstatSync(file);
    const changed = kindProblem(now);
    return changed === null ? work(file, now.size) : { problem: changed };
  } finally {
    closeSync(file);
  }
}

function kindProblem(stat: Stats): string | null {
  if (stat.isDirectory()) return "it is a folder";
  return stat.isFile() ? null : "it is no regular file";
}

/** As many bytes as the file had when it was opened: one that grows, or never ends, is read no further. */
function firstOf(file: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const read = readSync(file, buffer, at, length - at, null);
    if (read === 0) break;
    at += read;
  }
  return at === length ? buffer : buffer.subarray(0, at);
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
    case "ENAMETOOLONG":
      return "its name is longer than a file's can be";
    default:
      return `it can not be read (${code ?? String(error)})`;
  }
}
