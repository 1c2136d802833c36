import { InventionRequired } from "../../../backend.ts";

/** Parts of a design that are made from each other. What is missing is asked for all at once, whichever parts need it. */
export class Questions {
  readonly #parts: (() => unknown)[] = [];

  /** A part, made when it is first needed. Where it can not be made, nothing that needs it can be, and its question is asked once. */
  part<T>(make: () => T): () => T {
    let made: { value: T } | { error: unknown } | null = null;
    const get = (): T => {
      made ??= attempt(make);
      if ("error" in made) throw made.error;
      return made.value;
    };
    this.#parts.push(get);
    return get;
  }

  /** Makes every part; throws `InventionRequired` with all questions. */
  settle(): void {
    askedOf(this.#parts, (part) => part());
  }
}

function attempt<T>(make: () => T): { value: T } | { error: unknown } {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

/** The same for each of several things that do not depend on each other; throws `InventionRequired` with the questions of all. */
export function askedOf<T, R>(items: readonly T[], make: (item: T, at: number) => R): R[] {
  const questions = new Set<InventionRequired>();
  const made = items.flatMap((item, at): R[] => {
    const result = attempt(() => make(item, at));
    if ("value" in result) return [result.value];
    if (!(result.error instanceof InventionRequired)) throw result.error;
    for (const question of [result.error, ...result.error.others]) questions.add(question);
    return [];
  });
  const [first, ...others] = questions;
  if (first) throw first.and(others);
  return made;
}
