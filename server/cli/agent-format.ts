import { detectAgent } from "std-env";
import { visible } from "../syntax/visible.ts";
import type { RawCheckOptions } from "./check-options.ts";
import type { Format } from "./formats/names.ts";
import { writeError } from "./stdio.ts";

/** The format where none is named: what a coding agent reads, where one has started the program and reads its output through a pipe. Said on stderr. */
export function usualFormat(raw: RawCheckOptions): Format {
  if (process.stdout.isTTY || raw.outputFlags.length > 0) return "text";
  // What these print is no list of findings, or is coloured on purpose.
  if (raw.statistics || raw.listFiles || raw.printConfig || raw.diff || raw.color === "always") return "text";
  if (raw.stdinFilename !== undefined && (raw.fix || raw.unsafeFixes)) return "text";
  const { name } = detectAgent();
  if (name === undefined) return "text";
  writeError(`l9: the format is agent, as ${visible(name)} runs this; --format text is the one for people`);
  return "agent";
}
