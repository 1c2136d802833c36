import type { BaselineEntry, BaselinePlace } from "../lint/baseline-file.ts";
import { entryKey } from "../lint/baseline-file.ts";
import type { Finding } from "../lint/finding.ts";
import type { Config } from "../project/config.ts";
import type { CheckOptions } from "./check-options.ts";

const RULE = "unused_baseline_entry";

/** The findings about a baseline's own entries: one a file that they speak of, at its first entry. */
export function unusedFindings(
  unused: readonly { entry: BaselineEntry; used: number }[],
  {
    path,
    text,
    config,
    options,
  }: BaselinePlace & { text: string; config: Config; options: Pick<CheckOptions, "select" | "ignore" | "baselineStrict"> },
): Finding[] {
  const configured = config.rules[RULE] ?? "info";
  const isAsked = (options.select?.includes(RULE) ?? true) && !options.ignore.includes(RULE);
  const severity = options.baselineStrict ? "error" : isAsked ? configured : "off";
  if (severity === "off") return [];
  const files = new Map<string, { entry: BaselineEntry; used: number }[]>();
  for (const one of unused) files.set(one.entry.path, [...(files.get(one.entry.path) ?? []), one]);
  return [...files].map(([file, entries]) => {
    const ids = [...new Set(entries.map(({ entry }) => entry.rule))].sort();
    const count = entries.reduce((sum, { entry, used }) => sum + entry.count - used, 0);
    const what = count === 1 ? "A finding that is recorded here" : `${count} findings that are recorded here`;
    const message = `${what} for \`${file}\` (${ids.join(", ")}) ${count === 1 ? "is" : "are"} no longer there: run \`l9 check --prune-baseline\`, so that ${count === 1 ? "it" : "they"} can not come back unseen.`;
    const span = entrySpan(
      text,
      entries.map(({ entry }) => entry),
    );
    return { rule: RULE, severity, path, span, message, module: null, fix: null, related: [], data: { file, rules: ids, count } };
  });
}

/** The key of the first entry in the file's text. */
function entrySpan(text: string, entries: readonly BaselineEntry[]): Finding["span"] {
  const [first] = entries;
  const key = first ? JSON.stringify(entryKey(first)) : "";
  const start = text.indexOf(key);
  return start < 0 ? { start: 0, end: 0 } : { start, end: start + key.length };
}
