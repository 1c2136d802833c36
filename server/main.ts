import { isMainThread, workerData } from "node:worker_threads";
import { CommanderError } from "commander";
import { program } from "./cli/program.ts";
import { writeError } from "./cli/stdio.ts";
import { UsageError } from "./cli/usage-error.ts";
import { version } from "./version.ts";

/** Could not run: bad flags, a bad configuration, an unreadable path, or a fault of the program itself. */
const COULD_NOT_RUN = 2;

/** Runs the command line of `process.argv`. */
export async function main(): Promise<void> {
  try {
    await program(version, (exitCode) => {
      // All is written. Without this the process lives on until V8 has optimised the parsers in the background.
      process.exit(exitCode);
    }).parseAsync();
  } catch (error) {
    // Commander has already told what it has to tell; help and version are no failure.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    else {
      writeError(
        error instanceof UsageError
          ? `l9: ${error.message}`
          : `l9: internal error: ${String(error instanceof Error ? error.stack : error)}`,
      );
      process.exitCode = COULD_NOT_RUN;
    }
  }
}

// A thread that the check has started beside itself runs the same file.
const isWorker = !isMainThread && (workerData as { task?: unknown } | null)?.task === "check";
/** What began when the program was loaded. */
export const begun = isWorker ? import("./lint/worker.ts").then(({ work }) => work()) : main();
