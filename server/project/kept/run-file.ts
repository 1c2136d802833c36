import { existsSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { foldersAbove, isInside } from "../folders-above.ts";
import { readRegular, realPath } from "../regular-file.ts";
import { refusal } from "../write-file.ts";
import { isOfAnother, trustedFolder, writeCacheFile, type CachePlace } from "./cache-files.ts";
import { look } from "./disk-looks.ts";
import type { Seen } from "./disk-recorder.ts";

/** What a run printed, and how it ended. */
export interface Printed {
  code: number;
  written: readonly (readonly [stream: "stdout" | "stderr", text: string])[];
}

interface Stored extends Printed {
  looks: readonly Seen[];
}

/** Bytes; what saw more is run again. */
const LARGEST = 64 * 1024 * 1024;

/** What marks a folder as a root, by name: which of them do is known only once the configuration's part of the program is loaded. */
export const ROOT_MARKS = ["l9.config.yaml", "pyproject.toml", "package.json"];

/** The file that holds what one command line printed, and all that it saw of the disk: while the disk is the same, it prints the same. */
export class RunFile {
  readonly #folder: string;
  readonly #name: string;
  readonly #place: CachePlace;

  private constructor(folder: string, name: string, place: CachePlace) {
    this.#folder = folder;
    this.#name = name;
    this.#place = place;
  }

  /**
   * Null where what lies there could be somebody else's.
   * @param key a digest of all that the run was given beside the disk
   * @param starts folders of which the run may read all
   */
  static open(place: CachePlace, key: string, starts: readonly string[]): RunFile | null {
    const folder = trustedFolder(place);
    return folder === null || (!place.isNamed && mayLieIn(starts, folder)) ? null : new RunFile(folder, `${key}.l9-run`, place);
  }

  /** What a run would print, where everything that it would see is as it was; else null. */
  replay(): Printed | null {
    const path = join(this.#folder, this.#name);
    if (!this.#place.isNamed && isOfAnother(path)) return null;
    const read = readRegular(path, { limit: LARGEST, links: false });
    const stored = "bytes" in read ? parse(read.bytes) : null;
    return stored?.looks.every(([kind, at, argument, answer]) => look([kind, at, argument]) === answer) ? stored : null;
  }

  /** What can not be written is run again. */
  save(stored: Stored): void {
    const text = Buffer.from(JSON.stringify(stored), "utf8");
    if (text.length > LARGEST / 2) return;
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(text));
    try {
      writeCacheFile(this.#folder, this.#name, Buffer.concat([checksum, text]));
    } catch (error) {
      if (refusal(error) === null) throw error;
    }
  }
}

/** True for a folder that could be part of the workspace of a run. */
function mayLieIn(starts: readonly string[], folder: string): boolean {
  if (starts.some((start) => isInside(realPath(start) ?? start, folder))) return true;
  for (const at of foldersAbove(folder)) if (ROOT_MARKS.some((name) => existsSync(join(at, name)))) return true;
  return false;
}

function parse(bytes: Buffer): Stored | null {
  const text = bytes.subarray(4);
  if (bytes.length < 4 || crc32(text) !== bytes.readUInt32LE()) return null;
  try {
    const stored: unknown = JSON.parse(text.toString("utf8"));
    return isStored(stored) ? stored : null;
  } catch {
    // It has the right checksum, and is not what a run writes.
    return null;
  }
}

function isStored(value: unknown): value is Stored {
  const { code, written, looks } = (value ?? {}) as Record<keyof Stored, unknown>;
  const is = (row: unknown, types: readonly string[]): boolean =>
    Array.isArray(row) && row.length === types.length && types.every((type, at) => typeof row[at] === type);
  return (
    Number.isInteger(code) &&
    Array.isArray(written) &&
    written.every((row) => is(row, ["string", "string"])) &&
    Array.isArray(looks) &&
    looks.every((row) => is(row, ["string", "string", "number", "string"]))
  );
}
