import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { refusal, writeWhole } from "../project/write-file.ts";
import { visible } from "../syntax/visible.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Writes a file that the user asked for, and the folders above it.
 * @throws {UsageError} that says why it can not be written
 */
export function writeAsked(path: string, text: string, how: (path: string, text: string) => void = writeWhole): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    how(path, text);
  } catch (error) {
    throw new UsageError(`${visible(path)} can not be written: ${refusal(error) ?? String(error)}`);
  }
}
