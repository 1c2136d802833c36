import {
  accessSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  type BigIntStats,
  type Dirent,
  type Stats,
} from "node:fs";
import { createHash } from "node:crypto";
import { beginningOf } from "../regular-file.ts";

/** A look at the disk: what was asked of which path. */
export type Look = readonly [kind: LookKind, path: string, argument: number];

/**
 * `stat` and `lstat`: what lies there, and how long a file is, with 1 for a call that throws nothing where nothing is; no look tells times. `list`: the names in a folder, with their types where the argument is 1.
 * `read`: the length of a file and so many of its first bytes, or all of them where the argument is negative (-2: no link is followed).
 */
export type LookKind = "stat" | "lstat" | "list" | "real" | "link" | "access" | "read";

/** Looks, and what was seen: a text that is the same only where the same was seen. */
export function look([kind, path, argument]: Look): string {
  try {
    switch (kind) {
      case "stat":
        return saidOf(statSync(path, { throwIfNoEntry: argument === 0 }));
      case "lstat":
        return saidOf(lstatSync(path, { throwIfNoEntry: argument === 0 }));
      case "list":
        return argument === 1 ? namesOf(readdirSync(path, { withFileTypes: true })) : namesOf(readdirSync(path));
      case "real":
        return `=${realpathSync.native(path)}`;
      case "link":
        return `=${readlinkSync(path)}`;
      case "access":
        accessSync(path, argument);
        return "=";
      case "read": {
        const [length, links] = [argument < 0 ? Number.MAX_SAFE_INTEGER : argument, argument !== -2];
        const read = beginningOf(path, length, links);
        return bytesSaid(read.size, read.bytes);
      }
    }
  } catch (error) {
    return refused(error);
  }
}

/** What stands for a call that the system refuses. */
export function refused(error: unknown): string {
  return `!${(error as NodeJS.ErrnoException).code ?? String(error)}`;
}

export function saidOf(stat: Stats | BigIntStats | undefined): string {
  if (!stat) return "!ENOENT";
  if (stat.isFile()) return `file ${stat.size}`;
  return stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other";
}

export function namesOf(entries: readonly (Dirent | string)[]): string {
  const shown = entries.map((entry) => (typeof entry === "string" ? entry : `${entry.name}/${typeOf(entry)}`));
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url");
}

function typeOf(entry: Dirent): string {
  if (entry.isFile()) return "f";
  return entry.isDirectory() ? "d" : entry.isSymbolicLink() ? "l" : "o";
}

export function bytesSaid(size: number, bytes: Uint8Array): string {
  return `${size} ${bytes.length} ${createHash("sha256").update(bytes).digest("base64url")}`;
}
