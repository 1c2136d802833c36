import { resolve } from "node:path";
import { DiskRecorder } from "../project/kept/disk-recorder.ts";
import { digestOfTexts } from "../project/kept/digest.ts";
import { RunFile, type Printed } from "../project/kept/run-file.ts";
import { cachePlace } from "./cache-place.ts";
import type { RawCheckOptions } from "./check-options.ts";
import { hear, writeError, writeOut } from "./stdio.ts";

/** A check. @param recorder takes note of what it sees of the disk; null for nobody */
type Work = (recorder: DiskRecorder | null) => Promise<number>;

/** Environment variables that change from one prompt of a shell to the next, and that nothing here reads. */
const VOLATILE = new Set(["_", "SHLVL", "OLDPWD", "PWD"]);

/**
 * Runs a check, or prints what it printed last time where everything that it would see is as it was then: the command line, the environment, the day, this
 * program, and every look at the disk. Then nothing is loaded, read or checked.
 */
export async function keptRun(raw: RawCheckOptions, work: Work): Promise<number> {
  const place = isPlain(raw) ? cachePlace(raw.cacheDir) : null;
  const key = place && keyOf(place.program);
  const file =
    place && key !== null
      ? RunFile.open(place, key, [process.cwd(), ...(raw.root === undefined ? [] : [resolve(raw.root)])])
      : null;
  if (!place || !file) return work(null);
  const known = file.replay();
  if (known) return print(known);
  const { code, written, recorder } = await recorded(work);
  const { record } = recorder;

  // A day that ended meanwhile was another one.
  if ("looks" in record && keyOf(place.program) === key) file.save({ code, written, looks: record.looks });
  return code;
}

/** Where nothing is written but the result, on stdout. */
function isPlain(raw: RawCheckOptions): boolean {
  const { fix, unsafeFixes, diff, stdinFilename, changed, staged, since, writeBaseline, pruneBaseline } = raw;
  const { printConfig, listFiles, verbose } = raw;
  const others = [fix, unsafeFixes, diff, stdinFilename, changed, staged, since, writeBaseline, pruneBaseline];
  return (
    raw.cache &&
    !raw.outputFlags.some((flag) => "file" in flag) &&
    [...others, printConfig, listFiles, verbose].every((flag) => flag === undefined || flag === false)
  );
}

/** A digest of all that a run is given beside the disk. */
function keyOf(program: string): string {
  const environment = Object.entries(process.env).filter(([name]) => !VOLATILE.has(name));
  const now = new Date();
  return digestOfTexts(
    program,
    process.version,
    JSON.stringify([process.argv.slice(2), process.cwd(), process.execArgv, environment.sort(([a], [b]) => (a < b ? -1 : 1))]),
    JSON.stringify([now.getFullYear(), now.getMonth(), now.getDate()]),
    JSON.stringify([process.stdout.isTTY === true, process.stderr.isTTY === true, process.getuid?.() ?? null]),
  );
}

async function print({ code, written }: Printed): Promise<number> {
  for (const [stream, text] of written) {
    if (stream === "stdout") await writeOut(text);
    else writeError(text);
  }
  return code;
}

async function recorded(work: Work): Promise<Printed & { recorder: DiskRecorder }> {
  const written: [stream: "stdout" | "stderr", text: string][] = [];
  let isText = true;
  hear((stream, content) => {
    if (typeof content === "string") written.push([stream, content]);
    else isText = false;
  });
  const recorder = new DiskRecorder();
  try {
    const code = await work(recorder);
    if (!isText) recorder.add({ problem: "what was printed is no text" });
    return { code, written, recorder };
  } finally {
    recorder.stop();
    hear(null);
  }
}
