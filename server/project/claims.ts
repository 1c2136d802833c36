import { createHash } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkStatOf } from "./regular-file.ts";
import { processOf, runName, standingOf } from "./run-name.ts";
import { isOlder, runFolder, runsAt, stage } from "./staging.ts";

// Of two runs that would do the same work on a workspace, one is told of the other: each leaves word in its own folder first and looks for others' words then, so
// that at least one of the two sees the other, and never both go on.

/** Another run is at the same work. */
export class AtWork extends Error {
  override readonly name = "AtWork";
  /** Of what it is at, as `at process 4711, since 12:03:04`. */
  readonly who: string;

  constructor(run: string, since: Date) {
    const where = standingOf(run) === "elsewhere" ? " of another machine or container" : "";
    const who = `process ${processOf(run)}${where}, since ${since.toTimeString().slice(0, 8)}`;
    super(who);
    this.who = who;
  }
}

/** Milliseconds between two looks at whether the other one is done. */
const BETWEEN = 20;

export interface Claim {
  release(): void;
}

/**
 * @param what names the work
 * @param longest milliseconds that it takes at most, for runs of other machines, of which nobody can ask whether they are at work still
 * @throws {AtWork} where another run is at it
 */
export function claim(root: string, what: string, longest: number): Claim {
  const staging = stage(root);
  const name = `claim-${createHash("sha256").update(what).digest("hex").slice(0, 16)}`;
  const own = join(staging.folder, name);
  try {
    // Two claims of this process are two as well.
    if (existsSync(own)) throw atWork(root, runName(), name);
    writeFileSync(own, "", { flag: "wx" });
    for (const run of runsAt(root)) {
      if (!isAt(root, run, name, longest)) continue;
      rmSync(own, { force: true });
      throw atWork(root, run, name);
    }
  } catch (error) {
    staging.release();
    throw error;
  }
  return {
    release: () => {
      rmSync(own, { force: true });
      staging.release();
    },
  };
}

/** The same, and waits for work that is done soon. @param patience milliseconds */
export function claimSoon(root: string, what: string, longest: number, patience: number): Claim {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const end = Date.now() + patience;
  for (;;) {
    try {
      return claim(root, what, longest);
    } catch (error) {
      if (!(error instanceof AtWork) || Date.now() >= end) throw error;
      // Two that see each other at once do not meet again.
      Atomics.wait(clock, 0, 0, BETWEEN * (1 + Math.random()));
    }
  }
}

function isAt(root: string, run: string, name: string, longest: number): boolean {
  const path = join(runFolder(root, run), name);
  if (!existsSync(path)) return false;
  const standing = standingOf(run);
  return standing === "alive" || (standing === "elsewhere" && !isOlder(path, longest));
}

function atWork(root: string, run: string, name: string): AtWork {
  const since = linkStatOf(join(runFolder(root, run), name))?.mtimeMs;
  return new AtWork(run, new Date(since === undefined ? Date.now() : Number(since)));
}
