import { Session, type Profiler } from "node:inspector";
import { setFlagsFromString } from "node:v8";

// What V8 has optimised it does not count.
for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);

/**
 * How much JavaScript a piece of work runs: how often functions are called and blocks are entered, as V8 counts it. The same work gives the same number on
 * every machine and under every load. What V8's own library does in one call (a regular expression, a search in a text) counts once.
 */
export function countWork(work: () => void): number {
  const session = new Session();
  session.connect();
  try {
    const post = <Result>(method: string, params: object = {}): Result => {
      let result: Result | undefined;
      session.post(method, params, (error, answer) => {
        if (error) throw error;
        result = answer as Result;
      });
      return result as Result;
    };
    post("Profiler.enable");
    post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    work();
    const { result } = post<Profiler.TakePreciseCoverageReturnType>("Profiler.takePreciseCoverage");
    post("Profiler.stopPreciseCoverage");
    let counted = 0;
    for (const { functions } of result) for (const { ranges } of functions) for (const { count } of ranges) counted += count;
    return counted;
  } finally {
    session.disconnect();
  }
}

/** Sizes at which work is counted, in units of a shape. */
export const SIZES = [1, 2, 4, 8] as const;

/**
 * The exponent with which work grows with size, from what each doubling adds: what is done once whatever the size plays no part. Zero where nothing is added.
 * @param counts at each of {@link SIZES}
 */
export function exponentOf(counts: readonly number[]): number {
  const [, two = 0, four = 0, eight = 0] = counts;
  const before = four - two;
  const added = eight - four;
  return before < LITTLE || added < LITTLE ? 0 : Math.log2(added / before);
}

/** What is asked: a little more than linear, for what is sorted. */
export const MOST = 1.2;

/** Fewer steps are no growth. */
const LITTLE = 2_000;
