import { visibleLines } from "../syntax/visible.ts";

type Listener = (stream: "stdout" | "stderr", content: string | Uint8Array) => void;

let listener: Listener | null = null;

/** Tells somebody everything that is written from now on; null for nobody. */
export function hear(told: Listener | null): void {
  listener = told;
}

/** Writes the result to stdout and waits until it is taken. A reader that went away (`| head`) is no error. */
export function writeOut(content: string | Uint8Array): Promise<void> {
  if (content.length === 0) return Promise.resolve();
  listener?.("stdout", content);
  return new Promise((resolve, reject) => {
    const { stdout } = process;
    stdout.once("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? resolve() : reject(error)));
    stdout.write(content, (error) => (error ? undefined : resolve()));
  });
}

/** Writes a result for people to stdout: what a terminal would obey is written out. */
export function writeText(text: string): Promise<void> {
  return writeOut(visibleLines(text));
}

/** Writes a patch: exact where a program reads it, for people to look at on a terminal. */
export function writePatch(patch: string): Promise<void> {
  return process.stdout.isTTY ? writeText(patch) : writeOut(patch);
}

/** A message for the user that is no result. */
export function writeError(message: string): void {
  listener?.("stderr", message);
  process.stderr.write(`${visibleLines(message)}\n`);
}

/** Progress and notes: shown to a person, kept out of logs and pipes. */
export function note(message: string): void {
  if (process.stderr.isTTY) writeError(message);
}

/** Everything that arrives on stdin. */
export async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Colours for a stream: as asked for; `auto` looks at the terminal and at NO_COLOR and FORCE_COLOR. */
export function useColor(choice: "auto" | "always" | "never", stream: { isTTY?: boolean }): boolean {
  if (choice !== "auto") return choice === "always";
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && process.env.TERM !== "dumb";
}
