import type { Answers } from "../project/contracts/store.ts";
import type { ContractWatch } from "./code-file.ts";

/**
 * Which files hold which answers of the contracts. Most files of a workspace ask the same few things, so that finding those
 * whose answers have changed takes as long in a large workspace as in a small one.
 */
export class Askers {
  readonly #answers = new Map<string, Answers>();
  /** By question, then by the answer that was given. */
  readonly #paths = new Map<string, Map<unknown, Set<string>>>();

  /** Notes what the check of a file asked, in place of what an earlier one did. */
  set(path: string, answers: Answers): void {
    this.delete(path);
    this.#answers.set(path, answers);
    for (const [question, answer] of answers) {
      let given = this.#paths.get(question);
      if (!given) this.#paths.set(question, (given = new Map<unknown, Set<string>>()));
      const paths = given.get(answer);
      if (paths) paths.add(path);
      else given.set(answer, new Set([path]));
    }
  }

  delete(path: string): void {
    for (const [question, answer] of this.#answers.get(path) ?? []) {
      const given = this.#paths.get(question);
      const paths = given?.get(answer);
      paths?.delete(path);
      if (paths?.size === 0) given?.delete(answer);
      if (given?.size === 0) this.#paths.delete(question);
    }
    this.#answers.delete(path);
  }

  /** The files that hold an answer which is no longer given. */
  stale(watch: Pick<ContractWatch, "holds">): Set<string> {
    const stale = new Set<string>();
    for (const [question, given] of this.#paths) {
      for (const [answer, paths] of given) {
        if (watch.holds(new Map([[question, answer]]))) continue;
        for (const path of paths) stale.add(path);
      }
    }
    return stale;
  }

  clear(): void {
    this.#answers.clear();
    this.#paths.clear();
  }
}
