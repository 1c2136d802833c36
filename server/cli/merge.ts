import { resolve } from "node:path";
import { readRegular } from "../project/regular-file.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import { refuseUnwritable, writeOutputs, type Output } from "./outputs.ts";
import { UsageError } from "./usage-error.ts";

export interface MergeFlags {
  outputFile?: string;
  maxWarnings?: number;
  exitZero?: boolean;
}

/** A result of a shard, as its file holds it. */
export interface ShardFile {
  /** As named by the user. */
  name: string;
  value: unknown;
}

/** What became of several results: the document, and how many of each severity that counts are in it. */
export interface Merged {
  document: unknown;
  errors: number;
  warnings: number;
}

/** Bytes of one result: what a service takes is far below. */
const LIMIT = 256 * 1024 * 1024;

/** `l9 merge FILE…`: the results of the shards of a run as one. Returns the exit code. */
export async function merge(
  names: readonly string[],
  { outputFile, maxWarnings, exitZero = false }: MergeFlags,
): Promise<number> {
  if (maxWarnings !== undefined && exitZero)
    throw new UsageError("--exit-zero ends with 0 whatever is found, so --max-warnings has no effect: leave one of the two out");
  const paths = names.map((name) => resolve(name));
  const twice = paths.findIndex((path, at) => paths.indexOf(path) !== at);
  if (twice >= 0) throw new UsageError(`${visible(names[twice] as string)} is named twice: its findings would count twice`);
  const outputs: Output[] = [{ format: "json", file: outputFile ?? null }];
  refuseUnwritable(outputs);
  const files = names.map((name): ShardFile => ({ name: visible(name), value: read(name) }));
  const lists = files.filter(({ value }) => Array.isArray(value));
  if (lists.length > 0 && lists.length < files.length) {
    const other = files.find(({ value }) => !Array.isArray(value));
    throw new UsageError(
      `${lists[0]?.name ?? ""} holds an array of findings (--format json) and ${other?.name ?? ""} does not: name results of one format`,
    );
  }
  const ended = (errors: number, warnings: number): number =>
    !exitZero && (errors > 0 || (maxWarnings !== undefined && warnings > maxWarnings)) ? 1 : 0;
  const { document, errors, warnings } =
    lists.length > 0
      ? (await import("./merge-json.ts")).mergeJson(files)
      : (await import("./merge-sarif.ts")).mergeSarif(files, ended);
  await writeOutputs(outputs, paths, () => Promise.resolve(visibleJson(document)));
  return ended(errors, warnings);
}

function read(name: string): unknown {
  const content = readRegular(resolve(name), { limit: LIMIT });
  if ("problem" in content) throw new UsageError(`${visible(name)} can not be read: ${content.problem}`);
  try {
    return JSON.parse(content.bytes.toString("utf8"));
  } catch (error) {
    throw new UsageError(`${visible(name)} holds no JSON: ${visible((error as Error).message)}`);
  }
}
