import type { Span, Text } from "./text.ts";

/** What a comment says depends on whether code stands before it: it is read with its whole line. */
export function lineAround(text: string, start: number, end: number): Span {
  const isBreak = (at: number): boolean => text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13;
  let from = start;
  while (from > 0 && !isBreak(from - 1)) from--;
  let to = end;
  while (to < text.length && !isBreak(to)) to++;
  while (to < text.length && to < end + 2 && isBreak(to)) to++;
  return { start: from, end: to };
}

export function point(text: Text, offset: number): { row: number; column: number } {
  const { line, character } = text.position(offset);
  return { row: line, column: character };
}

/** The smallest edit that turns one text into the other, in code units of each. Never splits a surrogate pair. */
export function difference(old: string, next: string): { start: number; oldEnd: number; newEnd: number } {
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === next.charCodeAt(start)) start++;
  if (start > 0 && isHighSurrogate(old.charCodeAt(start - 1))) start--;
  let tail = 0;
  while (tail < shorter - start && old.charCodeAt(old.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)) tail++;
  if (tail > 0 && isLowSurrogate(old.charCodeAt(old.length - tail))) tail--;
  return { start, oldEnd: old.length - tail, newEnd: next.length - tail };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** True when one of some ranges overlaps a span or ends where it begins. */
export function touched(changed: readonly Span[], { start, end }: Span): boolean {
  return changed.some((range) => range.start <= end && range.end >= start);
}
