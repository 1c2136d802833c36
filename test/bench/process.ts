import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What one run of a program took, in milliseconds. */
export interface Cost {
  wall: number;
  /** Time on a processor, all threads together; on a loaded machine the steadier figure. */
  user: number;
}

/** Runs a program to its end, its output thrown away. Its exit code is of no interest: linters that find something fail. */
export function run(command: readonly string[], cwd: string): Cost {
  const start = performance.now();
  // The shell tells what its children used: Node does not.
  const told = execFileSync("sh", ["-c", '"$@" >/dev/null 2>&1; times', "sh", ...command], { cwd, encoding: "utf8" });
  const wall = performance.now() - start;
  const [, minutes, seconds] = /^(\d+)m([\d.,]+)s/.exec(told.trim().split("\n").at(-1) ?? "") ?? [];
  return { wall, user: (Number(minutes ?? 0) * 60 + Number((seconds ?? "0").replace(",", "."))) * 1000 };
}

/** Runs several programs in turns, so that each meets the same load, and returns each one's medians. */
export function inTurns(programs: readonly { command: readonly string[]; cwd: string }[], times: number): Cost[] {
  const runs = programs.map((): Cost[] => []);
  for (let turn = 0; turn < times; turn++)
    for (const [at, { command, cwd }] of programs.entries()) runs[at]?.push(run(command, cwd));
  return runs.map((costs) => ({ wall: median(costs.map(({ wall }) => wall)), user: median(costs.map(({ user }) => user)) }));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param at from 0 to 1 */
export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}

/** Megabytes of memory that a process holds; NaN where the system does not tell it in a file. */
export function memoryOf(pid: number): number {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(path, "utf8"))?.[1]) / 1024 : Number.NaN;
}
