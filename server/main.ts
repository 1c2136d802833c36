import { isMainThread, workerData } from "node:worker_threads";
import { CommanderError } from "commander";
import { program } from "./cli/program.ts";
import { writeError } from "./cli/stdio.ts";
import { UsageError } from "./cli/usage-error.ts";
import { questionSource } from "./generate/question-source.ts";
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
      writeError(`l9: ${told(error)}`);
      process.exitCode = COULD_NOT_RUN;
    }
  }
}

/** What the system refuses is no fault of the program: a full disk, a closed folder, a working folder that is gone are told in a line. */
function told(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error)) return `internal error: ${String(error)}`;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === "uv_cwd") return "the working folder does not exist any more: change to one that does";
  return code !== undefined && syscall !== undefined ? error.message : `internal error: ${error.stack ?? error.message}`;
}

// A thread that the check has started beside itself runs the same file.
const isWorker = !isMainThread && (workerData as { task?: unknown } | null)?.task === "check";
/** What began when the program was loaded. */
export const begun = isWorker ? import("./lint/worker.ts").then(({ work }) => work(questionSource())) : main();
