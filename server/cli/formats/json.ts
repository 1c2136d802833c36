import type { Safety, Severity } from "../../../rules/define.ts";
import { shownRange, type CheckResult, type ShownRange } from "../result.ts";
import { visibleJson } from "../../syntax/visible.ts";

/** A finding as it is printed. */
export interface FindingRow {
  path: string;
  rule: string;
  severity: Severity;
  message: string;
  range: ShownRange;
  module: string | null;
  fix: { title: string; safety: Safety } | null;
  related: { path: string; range: ShownRange; message: string }[];
  data: Record<string, unknown>;
}

/** One array, as documented in the README; the fields are fixed. */
export function formatJson(result: CheckResult): string {
  return visibleJson(findingRows(result));
}

/** The same as data. */
export function findingRows(result: CheckResult): FindingRow[] {
  return result.findings.map((finding) => ({
    path: result.shown(finding.path),
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: shownRange(result.textOf(finding.path), finding.span),
    module: finding.module,
    fix: finding.fix && { title: finding.fix.title, safety: finding.fix.safety },
    related: finding.related.map(({ path, span, message }) => ({
      path: result.shown(path),
      range: shownRange(result.textOf(path), span),
      message,
    })),
    data: finding.data,
  }));
}
