import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { statOf } from "../project/regular-file.ts";
import { ReadOnlyFile, refusal, replaceFile, writeWhole } from "../project/write-file.ts";
import type { Format } from "./formats/names.ts";
import { writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** A format and where it goes. */
export interface Output {
  format: Format;
  /** As named by the user; null for stdout. */
  file: string | null;
}

/** `--format` and `--output-file` in the order in which they stand. */
export type OutputFlag = { format: Format } | { file: string };

/**
 * Which format goes where: a file belongs to the format before it, or to the one after it where none is waiting for a file.
 * @param usual the format where none is named
 */
export function outputsOf(flags: readonly OutputFlag[], usual: Format = "text"): Output[] {
  const outputs: Output[] = [];
  let waiting: string | null = null;
  for (const flag of flags) {
    const last = outputs.at(-1);
    if ("format" in flag) {
      outputs.push({ format: flag.format, file: waiting });
      waiting = null;
    } else if (waiting === null && last?.file === null) last.file = flag.file;
    else if (waiting === null) waiting = flag.file;
    else throw withoutFormat(flag.file);
  }
  if (outputs.length === 0) return [{ format: waiting === null ? usual : "text", file: waiting }];
  if (waiting !== null) throw withoutFormat(waiting);
  const [first, second] = outputs.filter(({ file }) => file === null);
  if (first && second)
    throw new UsageError(
      `--format ${first.format} and --format ${second.format} both go to stdout: give one of them an --output-file`,
    );
  const files = outputs.flatMap(({ file }) => (file === null ? [] : [resolve(file)]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined)
    throw new UsageError(`--output-file ${visible(twice)} is named twice: a format would write over another`);
  return outputs;
}

function withoutFormat(file: string): UsageError {
  return new UsageError(`--output-file ${visible(file)} has no format of its own: write --format before it`);
}

/** Before anything is checked: a result that can not be written is told now, not after the work. */
export function refuseUnwritable(outputs: readonly Output[]): void {
  for (const { file } of outputs) {
    if (file === null) continue;
    if (statOf(file)?.isDirectory()) throw unwritable(file, "it is a folder");
    const folder = dirname(resolve(file));
    if (!statOf(folder)?.isDirectory()) throw unwritable(file, `there is no folder ${visible(folder)}: make it first`);
  }
}

/**
 * Writes each output, files in one step each.
 * @param checked absolute paths that no output may replace
 * @param textOf what is written in a format; to a file or to stdout
 */
export async function writeOutputs(
  outputs: readonly Output[],
  checked: readonly string[],
  textOf: (output: Output) => Promise<string>,
): Promise<void> {
  const inUse = new Set(checked);
  for (const output of outputs) {
    if (output.file !== null && inUse.has(resolve(output.file)))
      throw unwritable(output.file, "it is one of the files that are checked");
  }
  for (const output of outputs) {
    const text = await textOf(output);
    if (output.file === null) await writeOut(text);
    else writeFile(output.file, text);
  }
}

function writeFile(file: string, text: string): void {
  try {
    const stats = statOf(file);
    if (!stats) writeWhole(file, text);
    else if (stats.isFile()) replaceFile(file, text);
    // A device or a pipe is written to: putting a file in its place would take it away.
    else writeFileSync(file, text);
  } catch (error) {
    if (error instanceof ReadOnlyFile) throw unwritable(file, error.message);
    throw unwritable(file, refusal(error) ?? String(error));
  }
}

function unwritable(file: string, why: string): UsageError {
  return new UsageError(`--output-file: ${visible(file)} can not be written: ${why}`);
}
