import type { Severity } from "../../../rules/define.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { visibleJson } from "../../syntax/visible.ts";
import { distinctFingerprints } from "./distinct.ts";
import { repositoryPaths } from "./repository-path.ts";

const SEVERITIES: Record<Severity, string> = { error: "major", warning: "minor", info: "info" };

/** A Code Quality report for GitLab, with paths from the top of the repository. */
export function formatGitlab(result: CheckResult): string {
  const fingerprints = distinctFingerprints(result);
  const shown = repositoryPaths(result);
  const issues = result.findings.map((finding, at) => {
    const { start, end } = shownRange(result.textOf(finding.path), finding.span);
    return {
      type: "issue",
      check_name: finding.rule,
      description: finding.message,
      categories: ["Bug Risk"],
      severity: SEVERITIES[finding.severity],
      fingerprint: fingerprints[at],
      location: { path: shown(finding.path), lines: { begin: start.line, end: end.line } },
    };
  });
  return visibleJson(issues);
}
