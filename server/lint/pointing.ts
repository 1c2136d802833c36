import type { Finding } from "./finding.ts";

/** Which files' findings point to places in which others: a place moves with every edit above it, though nothing that the file says has changed. */
export class Pointing {
  readonly #from = new Map<string, ReadonlySet<string>>();
  readonly #to = new Map<string, Set<string>>();

  /** Takes note of a file's findings, in place of those that it had. */
  note(path: string, findings: readonly Finding[]): void {
    const now = new Set(findings.flatMap(({ related, fix }) => [...related.map((place) => place.path), fix?.path ?? path]));
    now.delete(path);
    for (const before of this.#from.get(path) ?? []) if (!now.has(before)) this.#to.get(before)?.delete(path);
    for (const other of now) {
      const pointing = this.#to.get(other);
      if (pointing) pointing.add(path);
      else this.#to.set(other, new Set([path]));
    }
    if (now.size > 0) this.#from.set(path, now);
    else this.#from.delete(path);
  }

  /** Files with findings that point into this one. */
  at(path: string): ReadonlySet<string> {
    return this.#to.get(path) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();
