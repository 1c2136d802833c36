import type { Rule } from "../../rules/define.ts";
import type { Config } from "../project/config.ts";
import { nearest } from "../../rules/shared/nearest.ts";
import { usualFormat } from "./agent-format.ts";
import { outputsOf, type Output, type OutputFlag } from "./outputs.ts";
import { type Shard } from "./shard.ts";
import { UsageError } from "./usage-error.ts";
import { cachePlace } from "./cache-place.ts";
import type { CachePlace } from "../project/kept/cache-files.ts";

/** The flags of `l9 check`, checked. */
export interface CheckOptions {
  outputs: readonly Output[];
  /** Count findings by rule in place of showing them. */
  statistics: boolean;
  /** Name the files that would be checked, and check none. */
  listFiles: boolean;
  /** Print the configuration that holds, and check nothing. */
  printConfig: boolean;
  /** What may be fixed; null when nothing is. */
  fix: "safe" | "unsafe" | null;
  /** Show what would be fixed and write nothing. */
  diff: boolean;
  stdinFilename: string | null;
  change: ChangeAsked | null;
  /** Leave out the findings that were there before the change. */
  new: boolean;
  select: readonly string[] | null;
  ignore: readonly string[];
  scope: Config["scope"] | null;
  /** Check files that are named even where the configuration leaves them out, or no module has them. */
  force: boolean;
  root: string | null;
  config: string | null;
  /** The file named in place of the configuration's; "none" for no baseline at all. */
  baseline: { file: string } | "none" | null;
  writeBaseline: boolean;
  pruneBaseline: boolean;
  /** The baseline may only get shorter: entries that are not needed are errors. */
  baselineStrict: boolean;
  maxWarnings: number | null;
  exitZero: boolean;
  quiet: boolean;
  /** Say on stderr which root and which configuration were taken. */
  verbose: boolean;
  color: "auto" | "always" | "never";
  /** How many threads check; null for what the machine has. */
  jobs: number | null;
  /** The part of the workspace that this run checks; null for all of it. */
  shard: Shard | null;
  /** Where results are kept between two runs; null for none. */
  cache: CachePlace | null;
}

/** Which change is looked at, in place of files. */
export type ChangeAsked =
  | { kind: "changed" } // the work tree against HEAD
  | { kind: "staged" } // the index against HEAD
  | { kind: "since"; ref: string; mergeBase: boolean };

/** What the argument parser hands over. */
export interface RawCheckOptions {
  /** `--format` and `--output-file` in their order; what the parser has under their names is the last one alone. */
  outputFlags: readonly OutputFlag[];
  statistics?: boolean;
  listFiles?: boolean;
  printConfig?: boolean;
  fix?: boolean;
  unsafeFixes?: boolean;
  diff?: boolean;
  stdinFilename?: string;
  changed?: boolean;
  staged?: boolean;
  since?: string;
  mergeBase: boolean;
  new?: boolean;
  select?: string[];
  ignore?: string[];
  scope?: Config["scope"];
  force?: boolean;
  root?: string;
  config?: string;
  /** False for `--no-cache`. */
  cache: boolean;
  cacheDir?: string;
  baseline?: string | false;
  writeBaseline?: boolean;
  pruneBaseline?: boolean;
  baselineStrict?: boolean;
  maxWarnings?: number;
  exitZero?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color: "auto" | "always" | "never";
  jobs?: number;
  shard?: Shard;
}

export function checkOptions(raw: RawCheckOptions, paths: readonly string[]): CheckOptions {
  if (paths.some((path) => path.trim() === "")) throw new UsageError("a path is empty: leave it out to check what lies here");
  if (raw.stdinFilename !== undefined && paths.length > 0) {
    throw new UsageError("--stdin-filename takes the source from stdin, so no path may be given beside it");
  }
  refuseBaselineMixes(raw);
  const outputs = outputsOf(raw.outputFlags, usualFormat(raw));
  refuseWithoutEffect(raw, outputs);
  refuseListMixes(raw, outputs);
  refuseShardMixes(raw);
  const change = changeAsked(raw);
  if (raw.printConfig && change !== null)
    throw new UsageError(`--print-config checks nothing, so --${change.kind} has no effect: leave one of the two out`);
  const asked = raw.unsafeFixes ? "unsafe" : raw.fix ? "safe" : null;
  return {
    outputs,
    statistics: raw.statistics ?? false,
    listFiles: raw.listFiles ?? false,
    printConfig: raw.printConfig ?? false,
    fix: asked ?? (raw.diff ? "safe" : null),
    diff: raw.diff ?? false,
    stdinFilename: raw.stdinFilename ?? null,
    change,
    new: raw.new ?? false,
    select: raw.select ?? null,
    ignore: raw.ignore ?? [],
    scope: raw.scope ?? null,
    force: raw.force ?? false,
    root: raw.root ?? null,
    config: raw.config ?? null,
    baseline: raw.baseline === false ? "none" : raw.baseline === undefined ? null : { file: raw.baseline },
    writeBaseline: raw.writeBaseline ?? false,
    pruneBaseline: raw.pruneBaseline ?? false,
    baselineStrict: raw.baselineStrict ?? false,
    maxWarnings: raw.maxWarnings ?? null,
    exitZero: raw.exitZero ?? false,
    quiet: raw.quiet ?? false,
    verbose: raw.verbose ?? false,
    color: raw.color,
    jobs: raw.jobs ?? null,
    shard: raw.shard ?? null,
    cache: raw.cache ? cachePlace(raw.cacheDir) : null,
  };
}

/** The baseline is written from files as they are on disk, and by one flag at a time. */
function refuseBaselineMixes(raw: RawCheckOptions): void {
  const writing = raw.writeBaseline ? "--write-baseline" : raw.pruneBaseline ? "--prune-baseline" : null;
  const given = writing ?? (raw.baselineStrict ? "--baseline-strict" : null);
  if (raw.writeBaseline && raw.pruneBaseline)
    throw new UsageError("--write-baseline leaves nothing that --prune-baseline could take out: leave one of the two out");
  if (given !== null && raw.baseline === false)
    throw new UsageError(`${given} needs a baseline, and --no-baseline reads none: leave one of the two out`);
  if (writing === null) return;
  if (raw.fix || raw.unsafeFixes || raw.diff)
    throw new UsageError(`${writing} takes findings as they are: it can not be combined with --fix, --unsafe-fixes or --diff`);
  if (raw.stdinFilename !== undefined) throw new UsageError(`${writing} needs files, not --stdin-filename`);
  if (raw.pruneBaseline && raw.baselineStrict)
    throw new UsageError("--prune-baseline takes out what --baseline-strict complains of: leave one of the two out");
}

/** A flag that another one takes the effect from is a mistake of whoever wrote the line: it is told, not passed over. */
function refuseWithoutEffect(raw: RawCheckOptions, outputs: readonly Output[]): void {
  const isFixing = raw.fix || raw.unsafeFixes;
  const instead = raw.diff
    ? "--diff prints a patch"
    : raw.stdinFilename !== undefined && isFixing
      ? "with --fix, the fixed source of stdin is printed"
      : null;
  const other = outputs.find(({ format, file }) => format !== "text" || file !== null);
  if (instead !== null && other) {
    const flag = other.format !== "text" ? `--format ${other.format}` : "--output-file";
    throw new UsageError(`${instead}, and no findings that ${flag} could write: leave one of the two out`);
  }
  if (raw.color === "always" && (outputs.every(({ format }) => format !== "text") || instead !== null))
    throw new UsageError(
      `--color always colours the text format alone, and ${instead ?? `--format ${outputs[0]?.format ?? ""} is asked for`}: leave it out`,
    );
  if (raw.maxWarnings !== undefined && raw.exitZero)
    throw new UsageError("--exit-zero ends with 0 whatever is found, so --max-warnings has no effect: leave one of the two out");
  if (raw.maxWarnings !== undefined && raw.writeBaseline)
    throw new UsageError(
      "--write-baseline records all warnings, so none is left that --max-warnings could count: leave one of the two out",
    );
  if (raw.select?.every((id) => raw.ignore?.includes(id)))
    throw new UsageError("--ignore takes out every rule that --select names, so nothing would be checked");
}

/** Counts and lists are written as text or JSON, and take the place of findings. */
function refuseListMixes(raw: RawCheckOptions, outputs: readonly Output[]): void {
  const flags = [
    ...(raw.printConfig ? ["--print-config"] : []),
    ...(raw.listFiles ? ["--list-files"] : []),
    ...(raw.statistics ? ["--statistics"] : []),
  ];
  const [flag, second] = flags;
  if (flag === undefined) return;
  if (second !== undefined) throw new UsageError(`${flag} takes the place of ${second}: leave one of the two out`);
  const other = outputs.find(({ format }) => format !== "text" && format !== "json");
  if (other) throw new UsageError(`${flag} is written as text or json, not as ${other.format}`);
  if (raw.diff) throw new UsageError(`--diff prints a patch and no findings: leave ${flag} out`);
  if (raw.statistics) return;
  const work = raw.fix
    ? "--fix"
    : raw.unsafeFixes
      ? "--unsafe-fixes"
      : raw.writeBaseline
        ? "--write-baseline"
        : raw.pruneBaseline
          ? "--prune-baseline"
          : null;
  if (work !== null) throw new UsageError(`${flag} checks nothing, so ${work} has no effect: leave one of the two out`);
  if (raw.stdinFilename !== undefined)
    throw new UsageError(`${flag} checks nothing, and no source on stdin: leave --stdin-filename out`);
}

/** A shard is a part of a check of the workspace as it is. */
function refuseShardMixes(raw: RawCheckOptions): void {
  if (raw.shard === undefined) return;
  const { fix, unsafeFixes, diff, stdinFilename, changed, staged, since, writeBaseline, pruneBaseline, printConfig } = raw;
  const flags = { fix, unsafeFixes, diff, stdinFilename, changed, staged, since, writeBaseline, pruneBaseline, printConfig };
  const given = Object.entries(flags).find(([, value]) => value !== undefined && value !== false);
  if (!given) return;
  const flag = given[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--shard checks a part of the workspace as it is: leave out --${flag}, or --shard`);
}

function changeAsked(raw: RawCheckOptions): ChangeAsked | null {
  const { changed = false, staged = false, since, mergeBase } = raw;
  const flags = [...(changed ? ["--changed"] : []), ...(staged ? ["--staged"] : []), ...(since === undefined ? [] : ["--since"])];
  const [flag, second] = flags;
  if (second !== undefined) throw new UsageError(`${flag} and ${second} name different changes: give one of them`);
  if (flag === undefined) {
    if (raw.new)
      throw new UsageError("--new leaves out what was there before a change: give --changed, --staged or --since with it");
    if (!mergeBase) throw new UsageError("--no-merge-base says how --since compares: give --since with it");
    return null;
  }
  if (!mergeBase && since === undefined) throw new UsageError("--no-merge-base says how --since compares: give --since with it");
  if (raw.stdinFilename !== undefined)
    throw new UsageError(`${flag} looks at files of a repository, so it can not be combined with --stdin-filename`);
  if (raw.writeBaseline || raw.pruneBaseline)
    throw new UsageError(
      `${flag} looks at a part of the workspace: run ${raw.writeBaseline ? "--write-baseline" : "--prune-baseline"} without it`,
    );
  if (raw.fix || raw.unsafeFixes || raw.diff)
    throw new UsageError(`${flag} shows what a change brought: run --fix on the files themselves`);
  if (since !== undefined) return { kind: "since", ref: since, mergeBase };
  return staged ? { kind: "staged" } : { kind: "changed" };
}

/** @param flag how the user named them @throws UsageError for one that is none of the rules */
export function refuseUnknown(ids: readonly string[], flag: string, rules: readonly Rule[]): void {
  for (const id of ids) if (!rules.some((rule) => rule.id === id)) throw new UsageError(`${flag}: ${unknownRule(id, rules)}`);
}

/** `l9` knows no such rule: says so, with the nearest id. */
export function unknownRule(id: string, rules: readonly Rule[]): string {
  const near = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  return `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ""} ("l9 explain" lists all rules)`;
}
