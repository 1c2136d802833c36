import { type CheckResult, shownPath, countBySeverity } from "./result.ts";
import type { BaselineRun } from "./baseline.ts";
import type { CheckOptions } from "./check-options.ts";
import { writeOutputs } from "./outputs.ts";
import { note, useColor } from "./stdio.ts";
import { formatResult } from "./formats/format.ts";
import type { Linter } from "../lint/linter.ts";
import type { Finding } from "../lint/finding.ts";
import { checkWithSoundFixes } from "../lint/fix.ts";
import { isSource, skippedFinding, NO_SOURCE } from "./skipped.ts";
import { Text } from "../syntax/text.ts";
import { nothingToCheck } from "./open-linter.ts";

/** Writes a result in the formats asked for, each where it is asked for. */
export async function report(result: CheckResult, options: CheckOptions): Promise<void> {
  if (result.nothing !== null && !options.outputs.some(({ format, file }) => format === "text" && file === null))
    note(result.nothing);
  const { quiet, statistics } = options;
  const code = exitCode(options, result.findings);
  await writeOutputs(options.outputs, result.paths, ({ format, file }) => {
    const color = file === null ? useColor(options.color, process.stdout) : options.color === "always";
    return formatResult(result, format, { color, quiet, statistics, exitCode: code });
  });
}

/** The findings of the files, in the order in which they are shown. */
export function collect(linter: Linter, paths: readonly string[], cwd: string): CheckResult {
  return resultOf(linter, paths, cwd, (path) => checkOne(linter, path));
}

export function checkOne(linter: Linter, path: string): Finding[] {
  return isSource(linter, path) ? checkWithSoundFixes(linter, path) : skippedFinding(linter, path, NO_SOURCE);
}

export function resultOf(
  linter: Linter,
  paths: readonly string[],
  cwd: string,
  findingsOf: (path: string) => Finding[],
): CheckResult {
  const texts = new Map<string, Text>();
  const sorted = paths.map((path) => ({ path, shown: shownPath(path, cwd) })).sort((a, b) => (a.shown < b.shown ? -1 : 1));
  return {
    findings: sorted.flatMap(({ path }) => findingsOf(path)),
    checked: sorted.length,
    paths: sorted.map(({ path }) => path),
    fixed: 0,
    known: 0,
    pruned: 0,
    old: 0,
    elsewhere: new Set(),
    shard: null,
    cwd,
    rules: linter.rules.known,
    rulePages: linter.config.rule_pages,
    nothing: sorted.length === 0 ? nothingToCheck(linter, cwd) : null,
    shown: (path) => shownPath(path, cwd),
    textOf(path) {
      const known = texts.get(path);
      if (known) return known;
      const text = new Text(linter.files.text(path));
      texts.set(path, text);
      return text;
    },
  };
}

export function exitCode(options: CheckOptions, findings: readonly Finding[]): number {
  if (options.exitZero) return 0;
  const { errors, warnings } = countBySeverity(findings);
  return errors > 0 || (options.maxWarnings !== null && warnings > options.maxWarnings) ? 1 : 0;
}

/** A result as the baseline leaves it, where there is one. */
export async function withBaseline(result: CheckResult, run: BaselineRun): Promise<CheckResult> {
  const { baseline, writeBaseline, pruneBaseline } = run.options;
  if (baseline === null && !writeBaseline && !pruneBaseline && run.linter.config.baseline === null) return result;
  return (await import("./baseline.ts")).withBaseline(result, run);
}
