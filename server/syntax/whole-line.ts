import type { Span } from "./text.ts";

/**
 * What to take out of a Python text so that a line goes with all that it holds. A `\` that joins the line to the one above goes too: it would join
 * the next line instead, or end the file.
 * @param content from the first to the last character that stands on the line
 * @param inComment true for an offset inside a comment, whose `\` joins nothing
 */
export function wholeLine(text: string, content: Span, inComment: (offset: number) => boolean): Span {
  let start = lineStart(text, content.start);
  for (;;) {
    const joint = endOfLineAbove(text, start) - 1;
    if (text[joint] !== "\\" || inComment(joint)) return { start, end: nextLine(text, content.end) };
    const from = lineStart(text, joint);
    const written = text.slice(from, joint).trimEnd().length;
    // What is left of the line above keeps its place, and the line's own ending.
    if (written > 0) return { start: from + written, end: content.end };
    start = from;
  }
}

/** Where the line of an offset starts, a byte order mark left out. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at--;
  return at === 0 && text.startsWith("\ufeff") ? 1 : at;
}

/** Behind the line ending that stands at an offset. */
export function nextLine(text: string, offset: number): number {
  if (text.startsWith("\r\n", offset)) return offset + 2;
  return Math.min(text.length, offset + 1);
}

function endOfLineAbove(text: string, start: number): number {
  return text.slice(Math.max(0, start - 2), start) === "\r\n" ? start - 2 : start - 1;
}
