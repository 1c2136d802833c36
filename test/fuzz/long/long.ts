import { fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES } from "./real-texts.ts";
import { State } from "./state.ts";
import type { Done } from "./worker.ts";

export interface LongOptions {
  /** Edits in all, those of earlier runs included. */
  edits: number;
  processes: number;
  /** Languages whose names hold this. */
  only: string;
  /** Where it is kept what was done; by default among the packages, which git ignores. */
  state: string | undefined;
}

/** Milliseconds between two times that what was done is kept. */
const KEEP = 5_000;

/** Sessions over real texts, in processes of their own, until so many edits are made; a run that was ended goes on where it was. Returns the exit code. */
export async function runLong({ edits, processes, only, state: file }: LongOptions): Promise<number> {
  const languages = LANGUAGES.filter((language) => language.includes(only));
  const state = new State(file ?? join(import.meta.dirname, "..", "..", "node_modules", ".fuzz-long.json"));
  const before = state.differences.length;
  let kept = performance.now();
  let ended = false;
  // The sessions at hand are given up: what was done before them is kept and told.
  const end = (): void => {
    ended = true;
    for (const child of children) child.kill("SIGKILL");
  };
  const children = Array.from({ length: processes }, () => fork(fileURLToPath(import.meta.url), ["--worker"]));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
  const exits = children.map(
    (child) =>
      new Promise<void>((resolve, reject) => {
        child.on("message", (message: Done | "ready") => {
          if (message !== "ready") {
            state.add(message);
            if (message.difference !== null) console.log(`DIFFERENCE: ${message.difference}\n`);
          }
          if (performance.now() - kept > KEEP) {
            kept = performance.now();
            state.save();
          }
          if (ended) return;
          if (state.edits < edits && child.connected) return void child.send(state.next(languages));
          if (child.connected) child.disconnect();
        });
        child.on("exit", (code) => {
          if (code === 0 || ended) resolve();
          else reject(new Error(`a process ended with ${String(code)}`));
        });
      }),
  );
  try {
    await Promise.all(exits);
  } finally {
    state.save();
    console.log(state.table());
  }
  return state.differences.length > before ? 1 : 0;
}
