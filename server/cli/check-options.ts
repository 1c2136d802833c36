import { rules } from "../../rules/index.ts";
import type { Config } from "../project/config.ts";
import { nearest } from "../../rules/shared/nearest.ts";
import type { Format } from "./formats/names.ts";
import { UsageError } from "./usage-error.ts";

/** The flags of `l9 check`, checked. */
export interface CheckOptions {
  format: Format;
  /** What may be fixed; null when nothing is. */
  fix: "safe" | "unsafe" | null;
  /** Show what would be fixed and write nothing. */
  diff: boolean;
  stdinFilename: string | null;
  select: string[] | null;
  ignore: string[];
  scope: Config["scope"] | null;
  root: string | null;
  config: string | null;
  baseline: string | null;
  writeBaseline: boolean;
  maxWarnings: number | null;
  exitZero: boolean;
  quiet: boolean;
  color: "auto" | "always" | "never";
  /** How many threads check; null for what the machine has. */
  jobs: number | null;
}

/** What the argument parser hands over. */
export interface RawCheckOptions {
  format: Format;
  fix?: boolean;
  unsafeFixes?: boolean;
  diff?: boolean;
  stdinFilename?: string;
  select?: string[];
  ignore?: string[];
  scope?: Config["scope"];
  root?: string;
  config?: string;
  cache: boolean;
  baseline?: string;
  writeBaseline?: boolean;
  maxWarnings?: number;
  exitZero?: boolean;
  quiet?: boolean;
  color: "auto" | "always" | "never";
  jobs?: number;
}

export function checkOptions(raw: RawCheckOptions, paths: readonly string[]): CheckOptions {
  if (raw.stdinFilename !== undefined && paths.length > 0) {
    throw new UsageError("--stdin-filename takes the source from stdin, so no path may be given beside it");
  }
  if (raw.writeBaseline && (raw.fix || raw.unsafeFixes || raw.diff)) {
    throw new UsageError(
      "--write-baseline records findings as they are: it can not be combined with --fix, --unsafe-fixes or --diff",
    );
  }
  if (raw.writeBaseline && raw.stdinFilename !== undefined)
    throw new UsageError("--write-baseline needs files, not --stdin-filename");
  const asked = raw.unsafeFixes ? "unsafe" : raw.fix ? "safe" : null;
  return {
    format: raw.format,
    fix: asked ?? (raw.diff ? "safe" : null),
    diff: raw.diff ?? false,
    stdinFilename: raw.stdinFilename ?? null,
    select: raw.select ? knownIds(raw.select, "--select") : null,
    ignore: knownIds(raw.ignore ?? [], "--ignore"),
    scope: raw.scope ?? null,
    root: raw.root ?? null,
    config: raw.config ?? null,
    baseline: raw.baseline ?? null,
    writeBaseline: raw.writeBaseline ?? false,
    maxWarnings: raw.maxWarnings ?? null,
    exitZero: raw.exitZero ?? false,
    quiet: raw.quiet ?? false,
    color: raw.color,
    jobs: raw.jobs ?? null,
  };
}

function knownIds(ids: readonly string[], flag: string): string[] {
  const known = rules.map((rule) => rule.id);
  for (const id of ids) if (!known.includes(id)) throw new UsageError(`${flag}: ${unknownRule(id)}`);
  return [...ids];
}

/** `l9` knows no such rule: says so, with the nearest id. */
export function unknownRule(id: string): string {
  const near = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  return `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ""} ("l9 explain" lists all rules)`;
}
