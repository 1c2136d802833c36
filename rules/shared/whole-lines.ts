import type { Span } from "../../server/code/index.ts";

/** What to take out of a text so that a span goes without leaving an empty line, or white space at a line's end. */
export function wholeLines(text: string, { start, end }: Span): Span {
  let from = start;
  while (from > 0 && /[ \t]/.test(text[from - 1] as string)) from--;
  let to = end;
  while (to < text.length && /[ \t]/.test(text[to] as string)) to++;
  const opensLine = from === 0 || /[\n\r\ufeff]/.test(text[from - 1] as string);
  const ending = /^(?:\r\n|\n|\r|$)/.exec(text.slice(to, to + 2));
  if (opensLine && ending) return { start: from, end: to + ending[0].length };
  return ending ? { start: from, end: to } : { start, end: opensLine ? to : end };
}
