import type { Span } from "../syntax/text.ts";
import type { Reported } from "./code-file.ts";

// What is known of a text, moved with an edit of it.

/** What an edit replaced, in offsets. */
export interface Change {
  start: number;
  oldEnd: number;
  newEnd: number;
}

/** Moves findings with an edit; those that it touches go. */
export function moveReports(found: { reports: Reported[] }, change: Change): void {
  found.reports = found.reports.filter(({ at }) => at.end <= change.start || at.start >= change.oldEnd);
  for (const { at, related } of found.reports) {
    moveSpan(at, change);
    for (const place of related ?? []) if (!place.path) moveSpan(place.at, change);
  }
}

export function moveSpan(span: Span, { start, oldEnd, newEnd }: Change): void {
  const moved = (offset: number): number => (offset >= oldEnd ? offset + newEnd - oldEnd : Math.min(offset, newEnd));
  if (span.start >= oldEnd) span.start = moved(span.start);
  else if (span.start > start) span.start = Math.min(span.start, newEnd);
  span.end = Math.max(span.start, span.end > start ? moved(span.end) : span.end);
}

export function copy({ start, end }: Span): Span {
  return { start, end };
}
