/** The suite looks at a fixed part of what its campaigns could look at; `L9_WHOLE=1` at all of it. */
export const WHOLE = process.env.L9_WHOLE === "1";

/** Every so many of the items: the same ones in each run. */
export function sample<T>(items: readonly T[], every: number): T[] {
  return items.filter((_, at) => WHOLE || at % every === 0);
}
