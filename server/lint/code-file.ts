import type { CodeContext, Report, Rule } from "../../rules/define.ts";
import type { Project } from "../facts/project.ts";
import type { FileFacts } from "../facts/kinds.ts";
import type { Answers } from "../project/contracts/store.ts";
import type { SourceComment } from "./suppression-comments.ts";
import { BudgetSpent } from "../syntax/meter.ts";
import type { Span } from "../syntax/text.ts";
import type { ModuleNames } from "../code/index.ts";
import type { Unit } from "../syntax/tree.ts";

/** All that a visitor's context has but a place for findings. */
export type CodeNames = Omit<CodeContext, "report">;

/** One file of code under the rules: its facts and findings, kept across edits. */
export interface CodeFile {
  /** What the file says; of one that is not edited only while it is not disposed of. */
  readonly facts: FileFacts;
  /** The same as plain data, which outlives the file. */
  readonly plainFacts: FileFacts;
  /** Changes whenever what this file says to other files changed; an edit that only moves things keeps it. */
  readonly factsVersion: number;
  readonly lines: number;
  /** What its names mean; null while TypeScript does not parse. */
  readonly meaning: ModuleNames | null;
  /** Its top-level statements; none while TypeScript does not parse. */
  readonly units: readonly Unit[];
  update(text: string): void;
  /** What names mean in this file; null while TypeScript does not parse. */
  names(project: Project): CodeNames | null;
  /** Runs the rules that look at one file. A rule that throws gives an `internal_error`; the others go on. */
  check(rules: readonly Rule[], project: Project, watch: ContractWatch): Reported[];
  /** What the last check asked of contracts; null before the first one. */
  readonly answers: Answers | null;
  /** The last check looked at the disk beside what it was given. */
  readonly looksAround: boolean;
  /** True when contracts that the last check asked for have changed since. */
  isStale(watch: ContractWatch): boolean;
  dispose(): void;
}

/** What a rule reported, before severity, suppression and module are added. */
export interface Reported extends Report {
  rule: string;
}

/** What rules say of one file, and its comments. */
export interface Looked {
  reports: Reported[];
  comments: readonly SourceComment[];
}

/** What contracts rules asked for, and whether the answers are still the same. */
export interface ContractWatch {
  track<T>(work: () => T): { result: T; answers: Answers };
  holds(answers: Answers): boolean;
  answerTo(question: string): unknown;
  /** Null where an answer is none for another run. */
  digestOf(question: string): string | null;
}

/** What does not parse is read by guess: what is found there may be right, a change made there is not safe. */
export function withoutFixes(reports: readonly Reported[]): Reported[] {
  return reports.map((report) => ({ ...report, fix: undefined }));
}

/** What is shown in place of a result when a rule threw: never a clean file. */
export function internalError(rule: Rule, error: unknown, at: Span): Reported {
  // That is told of the file, not of the rule that happened to be at work.
  if (error instanceof BudgetSpent) throw error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return {
    rule: "internal_error",
    at,
    message: `The rule ${rule.id} failed here (${cause.message}), so this file is not fully checked. Please report it with the file and this message.`,
    data: { rule: rule.id, stack: cause.stack ?? "" },
  };
}

export function countLines(text: string): number {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
