import type { Severity } from "../../../rules/define.ts";
import type { Shard } from "../shard.ts";

// What a SARIF log says of its run as a whole: of a run in one piece, of a shard, and of shards that are put together.

export const LEVELS = { error: "error", warning: "warning", info: "note" } satisfies Record<Severity, string>;
export type Level = (typeof LEVELS)[Severity];

/** GitHub refuses a file with more results in one run. */
const MOST_RESULTS = 25_000;

/** The ids of notifications that are about the run and no finding. */
export const LEFT_OUT = "results-left-out";
export const NOTHING = "nothing-to-check";

/** What these rules find is of the program or the run, not of the code: it is told among the run's notifications too. */
export const ABOUT_THE_RUN: ReadonlySet<string> = new Set(["file_skipped", "internal_error"]);

/** As many as a run may have: where there are more, the most severe ones, in their order. */
export function worst<T>(all: readonly T[], levelOf: (one: T) => Level): { shown: readonly T[]; left: number } {
  if (all.length <= MOST_RESULTS) return { shown: all, left: 0 };
  const kept = new Set<T>();
  for (const level of Object.values(LEVELS))
    for (const one of all) if (levelOf(one) === level && kept.size < MOST_RESULTS) kept.add(one);
  return { shown: all.filter((one) => kept.has(one)), left: all.length - kept.size };
}

/** A notification of the run, and of none of its results. */
export interface RunNotification {
  level: Level;
  descriptor: { id: string };
  properties?: { count: number };
  message: { text: string };
}

/** Says how many results there are that the run does not have. */
export function leftOut(count: number): RunNotification {
  const text = `${count} more findings are left out: code scanning takes ${MOST_RESULTS} of a run.`;
  return { level: LEVELS.warning, descriptor: { id: LEFT_OUT }, properties: { count }, message: { text } };
}

/** Says why the run looked at nothing. */
export function nothingChecked(text: string): RunNotification {
  return { level: LEVELS.info, descriptor: { id: NOTHING }, message: { text } };
}

/** `l9/2-of-3/`. A service keeps the runs of one commit apart by this: without it the last shard would take the place of the others. */
export function shardRun({ index, of }: Shard): string {
  return `l9/${index}-of-${of}/`;
}

/** The shard that a run's name tells; null for a run in one piece. */
export function shardOfRun(id: string | undefined): Shard | null {
  const [, index, of] = /^l9\/(\d+)-of-(\d+)\/$/.exec(id ?? "") ?? [];
  return index === undefined ? null : { index: Number(index), of: Number(of) };
}
