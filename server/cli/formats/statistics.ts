import type { Severity } from "../../../rules/define.ts";
import { visibleJson } from "../../syntax/visible.ts";
import { plural, type CheckResult } from "../result.ts";
import { summaryLine } from "./text.ts";

/** What was found of one rule. */
interface Count {
  rule: string;
  /** The highest that a finding has. */
  severity: Severity;
  count: number;
  /** How many files have one. */
  files: number;
  /** Findings with a fix, by what `--fix` and `--unsafe-fixes` would do. */
  fixable: { safe: number; unsafe: number };
}

const ORDER: readonly Severity[] = ["error", "warning", "info"];

/** Counts by rule in place of the findings, the most frequent first. */
export function formatStatistics(result: CheckResult, format: "text" | "json", { quiet }: { quiet: boolean }): string {
  const counts = countByRule(result);
  if (format === "json") return visibleJson(counts);
  const width = Math.max(0, ...counts.map(({ count }) => String(count).length));
  const name = Math.max(0, ...counts.map(({ rule }) => rule.length));
  const rows = counts.map(({ rule, severity, count, files, fixable }) => {
    const row = `${String(count).padStart(width)}  ${severity.padEnd(7)}  ${rule.padEnd(name)}  in ${plural(files, "file")}`;
    return `${row}${fixes(fixable)}\n`;
  });
  const summary = quiet ? "" : `${rows.length > 0 ? "\n" : ""}${summaryLine(result)}\n`;
  return `${rows.join("")}${summary}`;
}

function fixes({ safe, unsafe }: Count["fixable"]): string {
  const parts = [...(safe > 0 ? [`${safe} with --fix`] : []), ...(unsafe > 0 ? [`${unsafe} with --unsafe-fixes`] : [])];
  return parts.length > 0 ? `; fixable: ${parts.join(", ")}` : "";
}

function countByRule({ findings, rules }: CheckResult): Count[] {
  return rules
    .flatMap(({ id }): Count[] => {
      const own = findings.filter(({ rule }) => rule === id);
      const severity = ORDER.find((one) => own.some((finding) => finding.severity === one));
      if (!severity) return [];
      const fixable = (safety: "safe" | "unsafe"): number => own.filter(({ fix }) => fix?.safety === safety).length;
      return [
        {
          rule: id,
          severity,
          count: own.length,
          files: new Set(own.map(({ path }) => path)).size,
          fixable: { safe: fixable("safe"), unsafe: fixable("unsafe") },
        },
      ];
    })
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}
