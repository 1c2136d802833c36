import type { Edits, Replaced } from "../../syntax/edits.ts";
import type { Span } from "../../syntax/text.ts";

/** A text as far as a change must not hurt it. */
export interface Reading {
  /** What keeps the text from being what its language asks for, in the words that a user is told, and how often. */
  readonly faults: ReadonlyMap<string, number>;
  /** The parts of the text that mean something, comments left out. */
  readonly parts: readonly Part[];
  readonly comments: readonly Span[];
  /** The modules that names are imported from, as written; only where they are looked up from a root that the text does not say. */
  readonly modules?: ReadonlySet<string>;
}

/** A node of a tree: a change elsewhere leaves it what it is. */
export interface Part extends Span {
  readonly type: string;
}

/** The faults of a text, counted. */
export class Faults extends Map<string, number> {
  add(what: string): void {
    this.set(what, (this.get(what) ?? 0) + 1);
  }
}

/** @param names null for what has none */
export function hasTwice(names: readonly (string | null)[]): boolean {
  const known = names.filter((name) => name !== null);
  return new Set(known).size < known.length;
}

/** What the second text has and the first has not, or less often; null where there is nothing. */
export function newFault(before: Reading, after: Reading): string | null {
  for (const [what, count] of after.faults) if (count > (before.faults.get(what) ?? 0)) return what;
  return null;
}

/**
 * A module that the second text imports under a longer or shorter path than the first. From which folder imports start is the project's to say: a fix that
 * has guessed it wrong breaks every one of them.
 */
export function movedRoot(before: Reading, after: Reading): { from: string; to: string } | null {
  for (const to of after.modules ?? []) {
    if (before.modules?.has(to)) continue;
    for (const from of before.modules ?? [])
      if (!from.startsWith(".") && (to.endsWith(`.${from}`) || from.endsWith(`.${to}`))) return { from, to };
  }
  return null;
}

/** The first part that no edit touches and that is another one afterwards: a line that was joined to it, a block that it fell out of. */
export function changedPart(before: Reading, after: Reading, edits: Edits): Part | null {
  const left = new Map<string, Set<number>>();
  for (const part of after.parts) (left.get(part.type) ?? newSet(left, part.type)).add(key(part));
  for (const part of before.parts) {
    if (isTouched(part, edits)) continue;
    if (!left.get(part.type)?.has(key({ start: edits.moved(part.start), end: edits.moved(part.end) }))) return part;
  }
  return null;
}

function isTouched(part: Part, edits: Edits): boolean {
  for (let at = edits.endingBefore(part.start); at < edits.all.length; at++) {
    const edit = edits.all[at] as Replaced;
    if (edit.span.start > part.end) return false;
    if (touches(edit, part)) return true;
  }
  return false;
}

/** A text set in beside a part may belong to it; what is only taken out beside it does not. */
function touches({ span, text }: Replaced, { start, end }: Part): boolean {
  return text === "" ? span.start < end && span.end > start : span.start <= end && span.end >= start;
}

function newSet(sets: Map<string, Set<number>>, type: string): Set<number> {
  const made = new Set<number>();
  sets.set(type, made);
  return made;
}

/** One number for a place: no file is as long as 2^26 characters, and no number above 2^52 is taken. */
function key({ start, end }: Span): number {
  return start * 2 ** 26 + end;
}
