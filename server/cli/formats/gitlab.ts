import { createHash } from "node:crypto";
import type { Severity } from "../../../rules/define.ts";
import { fingerprint } from "../../lint/fingerprint.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { visibleJson } from "../../syntax/visible.ts";

const SEVERITIES: Record<Severity, string> = { error: "major", warning: "minor", info: "info" };

/** A Code Quality report for GitLab. Fingerprints stay the same when lines are added elsewhere, and no two are equal. */
export function formatGitlab(result: CheckResult): string {
  const seen = new Map<string, number>();
  const issues = result.findings.map((finding) => {
    const { start, end } = shownRange(result.textOf(finding.path), finding.span);
    const path = result.shown(finding.path);
    const mark = `${path} ${fingerprint(finding, result.textOf(finding.path))}`;
    const nth = seen.get(mark) ?? 0;
    seen.set(mark, nth + 1);
    return {
      type: "issue",
      check_name: finding.rule,
      description: finding.message,
      categories: ["Bug Risk"],
      severity: SEVERITIES[finding.severity],
      fingerprint: createHash("sha256").update(`${mark} ${nth}`).digest("hex"),
      location: { path, lines: { begin: start.line, end: end.line } },
    };
  });
  return visibleJson(issues);
}
