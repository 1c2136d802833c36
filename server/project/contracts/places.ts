import type { Files } from "../files.ts";

/** Answers that are kept at once: a look-up of a class asks for some dozen places. */
const LIMIT = 100_000;

/** What was computed for a name, kept until there is too much of it. */
export class Kept<T> {
  readonly #values = new Map<string, T>();

  of(name: string, compute: () => T): T {
    let value = this.#values.get(name);
    if (value === undefined) {
      if (this.#values.size >= LIMIT) this.#values.clear();
      this.#values.set(name, (value = compute()));
    }
    return value;
  }

  forget(name: string): void {
    this.#values.delete(name);
  }
}

/** Which files there are where a module may be: the disk is asked once for each, and again after a change of it. */
export class Places {
  readonly #files: Files;
  readonly #known = new Kept<boolean>();

  constructor(files: Files) {
    this.#files = files;
  }

  exists(path: string): boolean {
    return this.#known.of(path, () => this.#files.exists(path));
  }

  /** A file was made, changed or taken away. */
  touched(path: string): void {
    this.#known.forget(path);
  }
}
