import { join } from "node:path";
import { linkStatOf, readRegular, statOf, textOf } from "../project/regular-file.ts";
import { JOURNAL } from "../project/staging.ts";
import { hashOfText } from "./hash-of-text.ts";

/** One rename that makes the new tree: the staged file of the same number to its place. */
export interface Move {
  /** Relative to the workspace folder, with `/`. */
  to: string;
  /** Which file was staged, as this machine's file system knows it. */
  staged: string;
  /** SHA-256 of what was at the place; null for nothing. */
  before: string | null;
}

export interface Journal {
  moves: Move[];
}

/** @param folder of the run */
export function stagedPath(folder: string, at: number): string {
  return join(folder, String(at));
}

/** @param folder of the run */
export function journalPath(folder: string): string {
  return join(folder, JOURNAL);
}

/** The journal of a run's write; null where there is none, something else of that name, or one that is reached through a link. */
export function readJournal(folder: string): Journal | null {
  if (!linkStatOf(folder)?.isDirectory()) return null;
  const text = linkStatOf(journalPath(folder))?.isFile() ? textOf(journalPath(folder)) : null;
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isJournal(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isJournal(value: unknown): value is Journal {
  const moves = (value as Partial<Journal> | null)?.moves;
  return Array.isArray(moves) && (moves as unknown[]).every(isMove);
}

function isMove(value: unknown): value is Move {
  const { to, staged, before } = (value ?? {}) as Partial<Record<keyof Move, unknown>>;
  return typeof to === "string" && typeof staged === "string" && (before === null || typeof before === "string");
}

/**
 * What only the file system that made a file can say of it: its number and the nanosecond in which it was last made or renamed, which no program can
 * choose. So a journal and staged files that come with a repository are told from those of this machine.
 */
export function identityOf(path: string): string | null {
  const found = linkStatOf(path);
  return found?.isFile() ? `${found.dev}:${found.ino}:${found.ctimeNs}` : null;
}

/** Bytes; nothing that is generated is as large. */
const LARGEST = 1 << 26;

/** SHA-256 of a file's bytes; null for none. One that can not be read is like no other. */
export function hashOfFile(path: string): string | null {
  if (!statOf(path)?.isFile()) return null;
  const read = readRegular(path, { limit: LARGEST });
  return "bytes" in read ? hashOfText(read.bytes) : read.problem;
}
