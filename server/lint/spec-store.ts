import { readWithout, spentOn } from "../facts/spec.ts";
import type { Files } from "../project/files.ts";
import { BudgetSpent } from "../syntax/meter.ts";
import type { Looked } from "./code-file.ts";
import { orSpent, OverBudget } from "./over-budget.ts";
import type { Patience } from "./patience.ts";

/** Reads and checks YAML and Markdown within what one file may take, as the store of code does for code. */
export class SpecStore {
  readonly #files: Files;
  readonly #patience: Patience;
  readonly #overBudget = new OverBudget();
  /** The text that an open file was first read with. */
  readonly #opened = new Map<string, string>();

  constructor(files: Files, patience: Patience) {
    this.#files = files;
    this.#patience = patience;
  }

  /** Reads a text as it is now; of one that takes too much work nothing is read, which `check` tells. */
  read(path: string, text: string, work: () => void): void {
    if (!this.#files.isOpen(path)) this.forget(path);
    else if (!this.#opened.has(path)) this.#opened.set(path, text);
    const known = this.#overBudget.known(path, text);
    if (known) {
      readWithout(path, text, known);
      return work();
    }
    this.#within(path, text, work);
    const spent = spentOn(path, text);
    if (spent) this.#overBudget.add(path, text, spent);
  }

  /** What rules say of a text that was read; or that it takes too much work. */
  check(path: string, text: string, work: () => Looked): Looked | BudgetSpent {
    const known = this.#overBudget.known(path, text);
    if (known) return known;
    const looked = orSpent(() => this.#within(path, text, work));
    const spent = looked instanceof BudgetSpent ? looked : spentOn(path, text);
    if (spent) this.#overBudget.add(path, text, spent);
    return spent ?? looked;
  }

  /** Forgets that a file took too much work; false for one that did not. */
  lookAgain(path: string): boolean {
    return this.#overBudget.delete(path);
  }

  /** A file that is closed has its disk's text again. */
  forget(path: string): void {
    this.#opened.delete(path);
    this.#overBudget.delete(path);
  }

  #within<T>(path: string, text: string, work: () => T): T {
    const isFirst = !this.#files.isOpen(path) || this.#opened.get(path) === text;
    return this.#patience.within(path, text, isFirst, work);
  }
}
