import type { RE2JS } from "re2js";
import type { TextPattern } from "./matcher.ts";

type Engine = typeof RE2JS;

/** It has no state; it is read once, where a rule has an expression at all. */
let engine: Engine | null = null;

/** Loads the engine of regular expressions, which never goes back in a text: only where a rule has one. */
export async function loadRegex(): Promise<void> {
  engine ??= (await import("re2js")).RE2JS;
}

/** A regular expression in the syntax of RE2. `loadRegex` must have resolved. */
export function regexOf(source: string): TextPattern | { problem: string } {
  if (!engine) throw new Error("loadRegex has not been awaited");
  let compiled: RE2JS;
  try {
    compiled = engine.compile(source, engine.MULTILINE);
  } catch (error) {
    return { problem: (error as Error).message.replace(/^error parsing regexp: /, "").replace("(?m)", "") };
  }
  return {
    test: (text) => compiled.matcher(text).find(),
    places(text, most) {
      const found: { start: number; end: number }[] = [];
      const matcher = compiled.matcher(text);
      while (found.length < most && matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    },
  };
}
