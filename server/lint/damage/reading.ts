import type { Edit } from "../../../rules/define.ts";
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

/**
 * The first part that no edit touches and that is another one afterwards: a line that was joined to it, a block that it fell out of.
 * @param edits sorted, none overlapping another
 */
export function changedPart(before: Reading, after: Reading, edits: readonly Edit[]): Part | null {
  const left = new Set(after.parts.map(key));
  for (const part of before.parts) {
    if (edits.some((edit) => touches(edit, part))) continue;
    if (!left.has(key({ type: part.type, start: moved(part.start, edits), end: moved(part.end, edits) }))) return part;
  }
  return null;
}

/** A text set in beside a part may belong to it; what is only taken out beside it does not. */
function touches({ span, text }: Edit, { start, end }: Part): boolean {
  return text === "" ? span.start < end && span.end > start : span.start <= end && span.end >= start;
}

function moved(offset: number, edits: readonly Edit[]): number {
  let by = 0;
  for (const { span, text } of edits) if (span.end <= offset) by += text.length - (span.end - span.start);
  return offset + by;
}

function key({ type, start, end }: Part): string {
  return `${type} ${start} ${end}`;
}
