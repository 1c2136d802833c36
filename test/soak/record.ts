import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What was seen in one minute of a run. */
export class Minute {
  /** Of the server's process: bytes that lie in memory, and files, pipes and sockets that are open. */
  readonly memory: number[] = [];
  readonly handles: number[] = [];
  /** Milliseconds. */
  readonly keystrokes: number[] = [];
  readonly questions: number[] = [];
}

/** What a process holds. Handles are told where the system has `/proc`. */
export function held(pid: number): { memory: number; handles: number | null } {
  if (process.platform === "linux") {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8")) ?? [];
    if (kilobytes === undefined) throw new Error(`/proc/${String(pid)}/status has no VmRSS`);
    return { memory: Number(kilobytes) * 1024, handles: readdirSync(`/proc/${String(pid)}/fd`).length };
  }
  const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return { memory: Number(kilobytes) * 1024, handles: null };
}

/** The value below which a part of them lies; NaN of none. @param part 0.5 is the median, 1 the largest */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** The largest that the memory of the last minutes may be, as a multiple of that of the fifth. */
const MOST_GROWTH = 1.2;
/** Handles that may be open at the end beyond those of the fifth minute. */
const MORE_HANDLES = 10;
/** The minute with which the end is compared: everything is loaded by then. Counted from 0. */
const SETTLED = 4;
/** Minutes at the end that are compared with it. */
const LAST = 5;

/** How the end of a run compares with its fifth minute; null where it was too short to say. */
export function growth(minutes: readonly Minute[]): { memory: number; handles: number; holds: boolean } | null {
  const settled = minutes[SETTLED];
  const last = minutes.slice(SETTLED + 1).slice(-LAST);
  if (!settled || last.length < LAST) return null;
  const all = (of: "memory" | "handles"): number[] => last.flatMap((minute) => minute[of]);
  const memory = quantile(all("memory"), 0.5) / quantile(settled.memory, 0.5);
  const handles = settled.handles.length === 0 ? 0 : quantile(all("handles"), 0.5) - quantile(settled.handles, 0.5);
  return { memory, handles, holds: memory <= MOST_GROWTH && handles <= MORE_HANDLES };
}

const HEAD = ["minute", "edits", "memory MB", "handles", "edit p50 ms", "p99", "max", "other p50 ms", "p99", "max"];
/** Rows of a table at most: minutes of a longer run are taken together. */
const ROWS = 24;

/** A row for each minute, or for so many together that all can be seen. */
export function table(minutes: readonly Minute[]): string {
  const together = Math.max(1, Math.ceil(minutes.length / ROWS));
  const rows = [HEAD];
  for (let from = 0; from < minutes.length; from += together) {
    const some = minutes.slice(from, from + together);
    const all = (of: keyof Minute): number[] => some.flatMap((minute) => minute[of]);
    const handles = quantile(all("handles"), 0.5);
    const times = (["keystrokes", "questions"] as const).flatMap((of) => [0.5, 0.99, 1].map((part) => quantile(all(of), part)));
    rows.push([
      String(from + some.length),
      all("keystrokes").length.toLocaleString("en"),
      (quantile(all("memory"), 0.5) / 2 ** 20).toFixed(0),
      Number.isNaN(handles) ? "-" : String(handles),
      ...times.map((time) => (Number.isNaN(time) ? "-" : time.toFixed(time < 100 ? 1 : 0))),
    ]);
  }
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ")).join("\n");
}
