import fc from "fast-check";

/** Something that must hold for every case. */
export interface Property {
  name: string;
  /** Cases in one run of all; the test suite looks at a sixth of them. */
  runs: number;
  check: fc.IRawProperty<unknown, boolean>;
}

/**
 * Where the cases of the test suite begin: the same in every run, so that a red build is about the change that was made.
 * `npm run fuzz` looks at others.
 */
export const SEED = Number(process.env.L9_SEED ?? 20_240_611);

export function property<T>(name: string, runs: number, cases: fc.Arbitrary<T>, holds: (value: T) => void): Property {
  return { name, runs, check: fc.property(cases, holds) };
}
