import type { SkipFact } from "./kinds-tests.ts";

/** What pytest's settings say of the tests below a folder. Empty lists stand for pytest's defaults. */
export interface PytestSettings {
  /** The name of the file that says it, which is the nearest one; null where there is none. */
  readonly name: string | null;
  /** Absolute path of the folder from which its paths are seen. */
  readonly folder: string;
  /** `python_files`: patterns of file names. */
  readonly files: readonly string[];
  /** `python_functions`: beginnings or patterns of function names. */
  readonly functions: readonly string[];
  /** `norecursedirs`: patterns of folder names. */
  readonly skippedFolders: readonly string[];
  /** `addopts`, as words. */
  readonly options: readonly string[];
  /** A plugin is told to run every coroutine that is a test. */
  readonly runsCoroutines: boolean;
}

/** A `conftest.py` in a folder around a test. */
export interface Conftest {
  /** Absolute path. */
  readonly path: string;
  readonly skips: readonly SkipFact[];
  /** It speaks of coroutines, so it may see to it that they are run. */
  readonly mentionsCoroutines: boolean;
}

/** What decides, outside a file of Python tests, which of its tests pytest runs. */
export interface TestRuns {
  readonly pytest: PytestSettings;
  /** From the workspace folder down. */
  readonly conftests: readonly Conftest[];
}
