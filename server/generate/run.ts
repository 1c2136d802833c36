import type { Linter } from "../lint/linter.ts";
import type { ModuleFiles } from "../project/modules.ts";
import type { Backend, Draft } from "./backend.ts";
import type { Phase } from "./blocker.ts";
import type { Tokens } from "./tokens.ts";

/** What a run may do and whom it tells. */
export interface RunOptions {
  readonly backend: Backend;
  /** Drafts that may go back to the backend (`--max-repairs`). */
  readonly maxRepairs: number;
  readonly signal: AbortSignal;
  /** Called at the start of each phase and within long ones. */
  readonly report: (phase: Phase, message: string) => void;
  /** What a request to a model cost, once for each that was counted. */
  readonly spent?: (tokens: Tokens) => void;
  /** Runs the user's command on the draft before it is accepted; null without `--verify`. */
  readonly verify: ((draft: Draft, signal: AbortSignal) => Promise<VerifyResult>) | null;
}

/** How the user's own check of the staged tree ended. */
export interface VerifyResult {
  command: string;
  exitCode: number;
  /** The end of its output. */
  output: string;
}

/** What the phases work on: a linter of their own, whose texts are the disk's, the editor's and the draft's. */
export interface Run {
  readonly linter: Linter;
  /** The module's root as it was at the beginning: from there its files are named and written. */
  readonly root: string;
  readonly specPath: string;
  readonly options: RunOptions;
  /** The module as the workspace has it now; files of the draft join it. */
  readonly module: () => ModuleFiles;
  /** The same run over the workspace as it is at this moment: nothing that was read before is kept. Its linter is disposed of by whoever opens it. */
  readonly reopen: () => Omit<Run, "options">;
}
