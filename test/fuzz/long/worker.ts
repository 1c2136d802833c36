import { loadTypeScript } from "../../../server/lint/load-typescript.ts";
import { loadPython } from "../../../server/syntax/python-parser.ts";
import { readReal, type Language } from "./real-texts.ts";
import { typedSession, type Outcome } from "./typed-session.ts";

/** What a process is asked to do: one session. */
export interface Task {
  language: Language;
  seed: number;
}

/** What came of it. */
export interface Done extends Task, Outcome {
  /** Texts that the session was taken from. */
  texts: number;
  milliseconds: number;
}

/** A process of its own that runs sessions for the one that started it, until that goes. */
export async function work(): Promise<void> {
  await loadPython();
  await loadTypeScript();
  const texts = new Map<Language, string[]>();
  process.on("message", ({ language, seed }: Task) => {
    let real = texts.get(language);
    if (!real) texts.set(language, (real = readReal(language)));
    const begun = performance.now();
    const outcome = typedSession(language, real, seed);
    process.send?.({ language, seed, texts: real.length, milliseconds: performance.now() - begun, ...outcome } satisfies Done);
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}
