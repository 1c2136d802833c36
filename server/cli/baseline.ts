import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  baselineFolder,
  baselineText,
  entryKey,
  leadsOut,
  readBaseline,
  type BaselineEntry,
  type BaselinePlace,
} from "../lint/baseline-file.ts";
import type { Change } from "../lint/change.ts";
import { Baseline, entryOf, isLookedAtInPart, isNeverKnown, type Covered } from "../lint/baseline.ts";
import type { Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";
import { CONFIG_NAME } from "../project/config.ts";
import { refusal, writeWhole } from "../project/write-file.ts";
import type { CheckOptions } from "./check-options.ts";
import { shownPath, type CheckResult } from "./result.ts";
import { writeError } from "./stdio.ts";
import { unusedFindings } from "./unused-baseline.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** Where `--write-baseline` writes to when neither a flag nor the configuration names a file. */
const DEFAULT_NAME = "l9-baseline.json";

/** What a run must be known by, to hold its findings against a baseline. */
export interface BaselineRun {
  linter: Linter;
  options: Pick<CheckOptions, "baseline" | "writeBaseline" | "pruneBaseline" | "baselineStrict" | "select" | "ignore">;
  cwd: string;
  /** The folder of the workspace's configuration; null where there is none. */
  configFolder: string | null;
  /** Whether a file that is gone would have been checked; null where nothing is said of unused entries. */
  gone: ((path: string) => boolean) | null;
}

/** A result without what the baseline records, and with what it records in vain; with `--write-baseline` all of it is recorded. */
export function withBaseline(result: CheckResult, run: BaselineRun): CheckResult {
  const { options, cwd, linter } = run;
  const place = placeOf(run);
  if (place === null) return result;
  const read = readBaseline(place, linter.files.snapshot);
  if ("problem" in read && !options.writeBaseline) {
    const hint = existsSync(place.path) ? "" : '; "l9 check --write-baseline" writes one';
    throw new UsageError(`${whoNames(run)}: ${visible(shownPath(place.path, cwd))} can not be used: ${read.problem}${hint}`);
  }
  const baseline = new Baseline(place.folder, "entries" in read ? read.entries : [], (path) => linter.files.exists(path));
  const left = beyond(result, baseline);
  const covered = coveredBy(result, run);
  if (options.writeBaseline) {
    const isWhole = run.gone?.(linter.root) === true && options.select === null && options.ignore.length === 0;
    if ("problem" in read && existsSync(place.path) && !isWhole)
      throw new UsageError(`${whoNames(run)}: ${visible(shownPath(place.path, cwd))} can not be kept in part: ${read.problem}`);
    return record(result, left, { baseline, covered, place, run });
  }
  const unused = run.gone === null ? [] : baseline.unused(covered);
  const shown = { ...result, findings: left, known: result.findings.length - left.length };
  if (options.pruneBaseline) {
    const text = baselineText(baseline.pruned(covered));
    if ("text" in read && text !== read.text) write(place, text, "--prune-baseline");
    return { ...shown, pruned: unused.reduce((sum, { entry, used }) => sum + entry.count - used, 0) };
  }
  if (unused.length === 0 || !("text" in read)) return shown;
  const told = unusedFindings(unused, { ...place, text: read.text, config: linter.config, options });
  // By path as all findings, whatever the baseline is called.
  const behind = left.findIndex((finding) => result.shown(finding.path) > result.shown(place.path));
  return { ...shown, findings: behind < 0 ? [...left, ...told] : left.toSpliced(behind, 0, ...told) };
}

/** The findings that the baseline does not know, in their order. */
function beyond(result: CheckResult, baseline: Baseline): Finding[] {
  const byFile = new Map<string, Finding[]>();
  for (const finding of result.findings) {
    const own = byFile.get(finding.path);
    if (own) own.push(finding);
    else byFile.set(finding.path, [finding]);
  }
  return [...byFile].flatMap(([path, findings]) => baseline.beyond(path, findings, () => result.textOf(path)));
}

/** Records what is found now, and keeps what this run did not look at. */
function record(
  result: CheckResult,
  left: readonly Finding[],
  { baseline, covered, place, run }: { baseline: Baseline; covered: Covered; place: BaselinePlace; run: BaselineRun },
): CheckResult {
  const shown = visible(shownPath(place.path, run.cwd));
  const recordable = result.findings.filter(({ rule }) => !isNeverKnown(rule));
  const added = left.filter(({ rule }) => !isNeverKnown(rule)).length;
  if (run.options.baselineStrict && added > 0)
    throw new UsageError(
      `${shown} is left as it is: ${added} ${added === 1 ? "finding is" : "findings are"} not in it, and with --baseline-strict it can only get shorter`,
    );
  const kept = baseline
    .pruned({ rule: () => true, file: () => false })
    .filter((entry) => !isCovered(entry, place.folder, covered));
  const entries = recordable.map((finding) => entryOf(finding, result.textOf(finding.path), place.folder));
  // A file that was looked at in part may have more than what was found.
  const found = new Map<string, number>();
  for (const entry of entries) found.set(entryKey(entry), (found.get(entryKey(entry)) ?? 0) + 1);
  const more = kept.map((entry) => ({ ...entry, count: entry.count - (found.get(entryKey(entry)) ?? 0) }));
  write(place, baselineText([...entries, ...more.filter(({ count }) => count > 0)]), "--write-baseline");
  if (run.options.baseline === null && run.linter.config.baseline === null)
    writeError(
      `l9: ${shown} is read where --baseline names it, or \`baseline: ${DEFAULT_NAME}\` in ${CONFIG_NAME}, by the editors too.`,
    );
  return { ...result, findings: result.findings.filter(({ rule }) => isNeverKnown(rule)), known: recordable.length };
}

/** The files whose entries differ between the two sides of a change. */
export function filesOfChangedEntries(run: BaselineRun, { before, after }: Change): string[] {
  const place = placeOf(run);
  if (place === null) return [];
  const [then, now] = [before, after].map((snapshot) => {
    const read = readBaseline(place, snapshot);
    return new Map("entries" in read ? read.entries.map((entry) => [entryKey(entry), entry]) : []);
  }) as [Map<string, BaselineEntry>, Map<string, BaselineEntry>];
  const differs = (a: Map<string, BaselineEntry>, b: Map<string, BaselineEntry>): string[] =>
    [...a].filter(([key, { count }]) => b.get(key)?.count !== count).map(([, { path }]) => join(place.folder, path));
  return [...new Set([...differs(then, now), ...differs(now, then)])];
}

function isCovered(entry: BaselineEntry, folder: string, covered: Covered): boolean {
  return covered.rule(entry.rule) && covered.file(join(folder, entry.path));
}

/** What this run can say about: rules that ran, and files that it looked at as a whole. */
function coveredBy(result: CheckResult, { linter, options, gone }: BaselineRun): Covered {
  const known = new Map(result.rules.map((rule) => [rule.id, linter.fileConfigs.mayRun(rule.id)]));
  const inPart = new Set(result.findings.flatMap((finding) => (isLookedAtInPart([finding]) ? [finding.path] : [])));
  const checked = new Set(result.paths);
  return {
    rule: (id) => (known.get(id) ?? true) && (options.select?.includes(id) ?? true) && !options.ignore.includes(id),
    file: (path) => (checked.has(path) ? !inPart.has(path) : gone !== null && gone(path) && !linter.files.exists(path)),
  };
}

function placeOf({ options, linter, cwd, configFolder }: BaselineRun): BaselinePlace | null {
  if (options.baseline === "none") return null;
  const folder = baselineFolder(linter.root, configFolder);
  if (options.baseline !== null) return { path: resolve(cwd, options.baseline.file), folder, within: null };
  if (linter.config.baseline !== null) return { path: linter.config.baseline, folder, within: configFolder };
  return options.writeBaseline || options.pruneBaseline ? { path: join(folder, DEFAULT_NAME), folder, within: folder } : null;
}

function whoNames({ options, linter }: BaselineRun): string {
  if (options.baseline !== null) return "--baseline";
  if (linter.config.baseline !== null) return `\`baseline\` in ${CONFIG_NAME}`;
  return options.writeBaseline ? "--write-baseline" : "--prune-baseline";
}

function write({ path, within }: BaselinePlace, text: string, flag: string): void {
  if (within !== null && leadsOut(path, within))
    throw new UsageError(`${flag}: ${visible(path)} leads out of ${visible(within)}, so it is left as it is`);
  try {
    writeWhole(path, text);
  } catch (error) {
    throw new UsageError(`${flag}: ${visible(path)} can not be written: ${refusal(error) ?? String(error)}`);
  }
}
