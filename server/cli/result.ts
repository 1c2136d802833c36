import type { Rule } from "../../rules/define.ts";
import type { Finding } from "../lint/finding.ts";
import type { Text } from "../syntax/text.ts";
import { pathFrom } from "../project/slash-path.ts";
import type { Shard } from "./shard.ts";

/** What `l9 check` found, ready to be written in any format. */
export interface CheckResult {
  /** Sorted by path as shown, then place, then rule. */
  findings: readonly Finding[];
  /** Files that were checked, findings or not. */
  checked: number;
  /** The same, as absolute paths. */
  paths: readonly string[];
  /** Fixes applied to files by this run. */
  fixed: number;
  /** Findings left out because a baseline knows them. */
  known: number;
  /** Findings that this run took out of the baseline, as nobody needs them there any more. */
  pruned: number;
  /** Findings left out because they were there before the change that was asked about. */
  old: number;
  /** Files that were not named and did not change: what is found there was broken from elsewhere. */
  elsewhere: ReadonlySet<string>;
  /** The part of the workspace that was checked; null for all that was asked for. */
  shard: Shard | null;
  /** Why nothing was checked; null when something was. */
  nothing: string | null;
  /** Every rule that there is, those of the repository among them. */
  rules: readonly Rule[];
  /** Where the program was started; absolute. */
  cwd: string;
  /** The address of the folder where the rules' pages are published; null where there is none. */
  rulePages: string | null;
  /** The text of a file as it was checked; empty when it can not be read. */
  textOf(path: string): Text;
  /** A path as the user sees it: relative to the folder the program was started in, with `/`. */
  shown(path: string): string;
}

/** A range as people count: lines and columns start at 1, columns in UTF-16 code units. */
export interface ShownRange {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

export function shownRange(text: Text, span: { start: number; end: number }): ShownRange {
  const start = text.position(span.start);
  const end = text.position(span.end);
  return { start: { line: start.line + 1, column: start.character + 1 }, end: { line: end.line + 1, column: end.character + 1 } };
}

export function countBySeverity(findings: readonly Finding[]): { errors: number; warnings: number; infos: number } {
  const count = (severity: Finding["severity"]): number => findings.filter((finding) => finding.severity === severity).length;
  return { errors: count("error"), warnings: count("warning"), infos: count("info") };
}

/** A path as the user sees it: relative to a folder, with `/`. */
export function shownPath(path: string, cwd: string): string {
  return pathFrom(cwd, path) || ".";
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
