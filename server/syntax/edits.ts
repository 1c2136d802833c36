import type { Span } from "./text.ts";

/** A part of a text in exchange for another. */
export interface Replaced {
  readonly span: Span;
  readonly text: string;
}

/** Edits of one text: sorted, none overlapping another. Both texts are counted in UTF-16 code units. */
export class Edits {
  readonly all: readonly Replaced[];
  /** What each edit, and those before it, add to the offsets behind them; first 0. */
  readonly #shifts = [0];

  constructor(all: readonly Replaced[]) {
    this.all = all;
    for (const { span, text } of all) this.#shifts.push((this.#shifts.at(-1) ?? 0) + text.length - (span.end - span.start));
  }

  /** Where they put what they set in. */
  get places(): Span[] {
    return this.all.map(({ span: { start }, text }, at) => {
      const moved = start + (this.#shifts[at] ?? 0);
      return { start: moved, end: moved + text.length };
    });
  }

  /** How many edits end before an offset. Thousands of edits are asked for each of thousands of places. */
  endingBefore(offset: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle] as Replaced).span.end < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where an offset that no edit takes away lies afterwards. */
  moved(offset: number): number {
    return offset + (this.#shifts[this.endingBefore(offset + 1)] ?? 0);
  }
}
