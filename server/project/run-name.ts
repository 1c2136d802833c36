import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { kernelText } from "./regular-file.ts";

// Which process made something, so that what a dead one left is told from what a living one is at work on. A process number alone is given again; with the
// moment the process began it is not.

/** How a run stands: this process, another that is at work, one that has ended, or one of another machine or container, of which nothing can be asked. */
export type Standing = "own" | "alive" | "over" | "elsewhere";

/** Seconds by which a clock may have been set since a process began. */
const SLACK = 60;

const NAME = /^(\d+)-(\d+)-([0-9a-f]{8})$/;

let own: string | null = null;

/** This process's name among runs: `<process>-<start>-<machine>`. */
export function runName(): string {
  own ??= `${process.pid}-${startOf(process.pid)}-${machine()}`;
  return own;
}

/** The process number in a run's name; null for what is no run's name. */
export function processOf(name: string): number | null {
  const [, pid] = NAME.exec(name) ?? [];
  return pid === undefined ? null : Number(pid);
}

/** @param name of a run, as {@link runName} makes it */
export function standingOf(name: string): Standing {
  if (name === runName()) return "own";
  const [, pid, start, where] = NAME.exec(name) ?? [];
  if (where !== machine()) return "elsewhere";
  if (!isRunning(Number(pid))) return "over";
  // Its number was given to another one since.
  return process.platform === "linux" && startOf(Number(pid)) !== start
    ? "over"
    : isOlderThanSystem(Number(start))
      ? "over"
      : "alive";
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process began: in ticks since the system did, where the system says; else this process's beginning in milliseconds. */
function startOf(pid: number): string {
  if (process.platform !== "linux") return String(Math.round(Date.now() - process.uptime() * 1000));
  // Behind the name, which may hold anything: the 22nd field.
  const stat = kernelText(`/proc/${pid}/stat`) ?? "";
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
}

function isOlderThanSystem(start: number): boolean {
  return process.platform !== "linux" && start < Date.now() - (uptime() + SLACK) * 1000;
}

/** A machine, or a container of one: process numbers mean the same only within it. */
function machine(): string {
  let space = "";
  try {
    space = process.platform === "linux" ? readlinkSync("/proc/self/ns/pid") : "";
  } catch {
    // A system that tells no namespaces has one.
  }
  return createHash("sha256").update(`${hostname()}\n${space}`).digest("hex").slice(0, 8);
}
