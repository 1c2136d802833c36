import { closeSync, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file that its owner may not write: somebody meant it to stay as it is, and a user who may write everything is no reason to. */
export class ReadOnlyFile extends Error {
  override readonly name = "ReadOnlyFile";
}

/** @param mode of the file, as the disk has it */
export function isReadOnly(mode: number): boolean {
  return (mode & 0o200) === 0;
}

/**
 * Replaces the content of a file in one step: a reader sees the old text or the new one, never a part, and a full disk loses nothing.
 * The file's mode is kept; a symbolic link stays, what it points to is replaced.
 * @throws {ReadOnlyFile} and replaces nothing where the file is read-only
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const target = realpathSync(path);
  const { mode } = statSync(target);
  if (isReadOnly(mode)) throw new ReadOnlyFile("it is read-only");
  writeWhole(target, content, mode & 0o7777);
}

/** Writes a file that need not exist yet, in one step. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fchmodSync(file, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
