import type { Snapshot } from "../project/files.ts";
import type { KeptResults } from "./kept/kept-results.ts";
import type { QuestionSource } from "./question-source.ts";

export interface LinterOptions {
  /** Only these rules. */
  select?: readonly string[];
  ignore?: readonly string[];
  /** Another state of the tree, in place of the disk's. */
  snapshot?: Snapshot;
  /** Milliseconds that a new text of an open file may take, where somebody waits; by default a count of steps is the only limit, the same everywhere. */
  patience?: number;
  /** Files that every rule looks at, in whatever scope: absolute paths. */
  whole?: readonly string[];
  /** Who knows what generation would ask; without it, nothing is known to be asked. */
  questions?: QuestionSource;
  /** What is kept of earlier runs; without it every file is read and checked anew, as gates and attestations must. */
  kept?: KeptResults;
}
