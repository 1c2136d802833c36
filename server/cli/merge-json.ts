import { z } from "zod";
import type { FindingRow } from "./formats/json.ts";
import type { Merged, ShardFile } from "./merge.ts";
import { UsageError } from "./usage-error.ts";

const PLACE = z.object({ line: z.int().min(1), column: z.int().min(1) });
/** What the order and the counts need of a row; the rest is passed on as it is. */
const ROWS = z.array(
  z.object({
    path: z.string(),
    rule: z.string(),
    severity: z.enum(["error", "warning", "info"]),
    range: z.object({ start: PLACE, end: PLACE }),
  }),
);

/** The arrays of `--format json` as one, in its order. */
export function mergeJson(files: readonly ShardFile[]): Merged {
  const rows = files.flatMap(({ name, value }) => {
    const problem = ROWS.safeParse(value).error?.issues[0];
    if (problem) {
      const [at = 0, ...key] = problem.path;
      throw new UsageError(`${name} holds no findings of l9: entry ${String(at)}: ${key.join(".")}: ${problem.message}`);
    }
    return (value as FindingRow[]).map((row) => ({ row, name }));
  });
  refuseTwice(rows);
  const findings = inOrder(
    rows.map(({ row, name }) => ({ value: row, path: row.path, rule: row.rule, start: row.range.start, name })),
  );
  const count = (severity: FindingRow["severity"]): number => findings.filter((row) => row.severity === severity).length;
  return { document: findings, errors: count("error"), warnings: count("warning") };
}

/** Two results with the same finding are of one shard, or of a run in one piece. */
function refuseTwice(rows: readonly { row: FindingRow; name: string }[]): void {
  const seen = new Map<string, string>();
  for (const { row, name } of rows) {
    const key = JSON.stringify([row.path, row.rule, row.range, row.message]);
    const other = seen.get(key);
    if (other !== undefined && other !== name)
      throw new UsageError(
        `${other} and ${name} both have the ${row.rule} finding in line ${row.range.start.line} of ${row.path}: they are not two shards of one run`,
      );
    seen.set(key, name);
  }
}

export interface Placed<T> {
  value: T;
  /** As shown by the run that found it. */
  path: string;
  rule: string;
  start: { line: number; column: number };
  /** The result that it is from. */
  name: string;
}

/** By path, as a run in one piece has it. The findings of one file are of one shard, in their order; of a baseline every shard may tell something. */
export function inOrder<T>(placed: readonly Placed<T>[]): T[] {
  const byPath = new Map<string, Placed<T>[]>();
  for (const one of placed) {
    const own = byPath.get(one.path);
    if (own) own.push(one);
    else byPath.set(one.path, [one]);
  }
  return [...byPath]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => (own.every(({ name }) => name === own[0]?.name) ? own : own.sort(byPlace)))
    .map(({ value }) => value);
}

function byPlace(a: Placed<unknown>, b: Placed<unknown>): number {
  return a.start.line - b.start.line || a.start.column - b.start.column || (a.rule < b.rule ? -1 : 1);
}
