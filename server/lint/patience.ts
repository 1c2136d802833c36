import { processTime, withinBudget } from "../syntax/meter.ts";

/** How long one text of a file may take while it is edited, whatever asks for it; another program's load is no fault of the file. */
export class Patience {
  readonly #milliseconds: number | null;
  /** How long a text was waited for already. */
  #waited: { path: string; text: string; milliseconds: number } | null = null;
  /** Milliseconds that other files took, which the work at hand has asked for. */
  #inside = 0;

  /** @param milliseconds that a new text may take; null for no other limit than the count of steps */
  constructor(milliseconds: number | null) {
    this.#milliseconds = milliseconds;
  }

  /**
   * Runs work for a text within one budget of steps, and within what is left of the time for that text.
   * @param isFirst nobody has typed yet: there is all the time that the steps take
   * @throws {BudgetSpent}
   */
  within<T>(path: string, text: string, isFirst: boolean, work: () => T): T {
    if (this.#milliseconds === null) return withinBudget(work, null);
    if (!isFirst && (this.#waited?.path !== path || this.#waited.text !== text)) this.#waited = { path, text, milliseconds: 0 };
    const waited = isFirst ? null : this.#waited;
    const begun = processTime();
    const outside = this.#inside;
    this.#inside = 0;
    try {
      return withinBudget(work, waited && this.#milliseconds - waited.milliseconds);
    } finally {
      const spent = processTime() - begun;
      // What was read on the way is charged to the files that it is from.
      if (waited) waited.milliseconds += spent - this.#inside;
      this.#inside = outside + spent;
    }
  }
}
