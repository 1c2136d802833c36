/** Milliseconds of a run before anything is told. */
const AFTER = 1000;
/** Milliseconds between two lines. */
const BETWEEN = 100;

/** What a run that takes long tells of itself. */
export interface Progress {
  /** How far it is; shown now and then. */
  report(text: string): void;
  /** Takes the line away: what is written next stands where it stood. */
  done(): void;
}

const NONE: Progress = { report: () => undefined, done: () => undefined };

/** A terminal that progress may be written to. */
type Terminal = Pick<NodeJS.WriteStream, "isTTY" | "write">;

/** Progress on a person's terminal, in one line that goes again; none in a pipe, a log or a CI, nor where the user wants quiet. */
export function progressOn(
  terminal: Terminal,
  { quiet, env, now }: { quiet: boolean; env: NodeJS.ProcessEnv; now: () => number },
): Progress {
  const isCi = env.CI !== undefined && env.CI !== "" && env.CI !== "false";
  if (!terminal.isTTY || quiet || isCi || env.TERM === "dumb") return NONE;
  let shown: number | null = null;
  return {
    report(text) {
      const at = now();
      if (at < AFTER || (shown !== null && at - shown < BETWEEN)) return;
      shown = at;
      terminal.write(`\r\x1b[K${text}`);
    },
    done() {
      if (shown !== null) terminal.write("\r\x1b[K");
      shown = null;
    },
  };
}

/** That of a command line. */
export function progress({ quiet }: { quiet: boolean }): Progress {
  return progressOn(process.stderr, { quiet, env: process.env, now: () => performance.now() });
}
