import { BudgetSpent } from "../syntax/meter.ts";
import type { Reported } from "./code-file.ts";

/** A text that is shorter than this part of one that took too much work may take less, so it is looked at. */
const SHORTER = 0.8;

/** Files that took more work than one file may. They are not tried again at each keystroke, but when they are saved, opened anew or much shorter. */
export class OverBudget {
  readonly #spent = new Map<string, { length: number; why: BudgetSpent }>();

  add(path: string, text: string, why: BudgetSpent): void {
    this.#spent.set(path, { length: text.length, why });
  }

  delete(path: string): boolean {
    return this.#spent.delete(path);
  }

  /** @throws {BudgetSpent} the same again, at once */
  refuse(path: string, text: string): void {
    const why = this.known(path, text);
    if (why) throw why;
  }

  /** Why a text is not looked at; null for one that is. */
  known(path: string, text: string): BudgetSpent | null {
    const known = this.#spent.get(path);
    if (!known) return null;
    if (text.length >= known.length * SHORTER) return known.why;
    this.#spent.delete(path);
    return null;
  }
}

/** What the work gives, or why it was ended. */
export function orSpent<T>(work: () => T): T | BudgetSpent {
  try {
    return work();
  } catch (error) {
    if (error instanceof BudgetSpent) return error;
    throw error;
  }
}

/** The same where nothing is told of it: the file's check says why. */
export function orNull<T>(work: () => T): T | null {
  const result = orSpent(work);
  return result instanceof BudgetSpent ? null : result;
}

/** What is said of such a file: it must not look clean. */
export function overBudget({ message }: BudgetSpent): Reported {
  return {
    rule: "file_skipped",
    at: { start: 0, end: 0 },
    message: `This file is not checked: ${message}. It is looked at again when it is saved or shorter: split it, or exclude it.`,
  };
}
