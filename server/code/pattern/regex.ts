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
    test: (text) => compiled.test(text),
    needs: needsOf(compiled),
    places(text, most) {
      const found: { start: number; end: number }[] = [];
      const matcher = compiled.matcher(text);
      while (found.length < most && matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    },
  };
}

/** What the engine itself asks of a text before it looks into it. */
interface Prefilter {
  /** Nothing, this text, all of these, or one of these. */
  type: 0 | 1 | 2 | 3;
  str: string;
  subs: readonly Prefilter[];
}

function needsOf(compiled: RE2JS): string[][] {
  const prefilter = compiled.re2().prefilter as Prefilter | null;
  return prefilter ? wordsIn(prefilter) : [];
}

function wordsIn({ type, str, subs }: Prefilter): string[][] {
  if (type === 1) return [[str]];
  if (type === 2) return subs.flatMap(wordsIn);
  return type === 3 && subs.every((sub) => sub.type === 1) ? [subs.map((sub) => sub.str)] : [];
}
