import { shownRange, type CheckResult } from "../result.ts";
import { visibleJson } from "../../syntax/visible.ts";

/** One array, as documented in the README; the fields are fixed. */
export function formatJson(result: CheckResult): string {
  const rows = result.findings.map((finding) => ({
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
  return visibleJson(rows);
}
