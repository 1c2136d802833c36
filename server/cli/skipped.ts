import type { Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";

/** The `file_skipped` finding of a file that the linter never sees; none where the configuration has the rule off. */
export function skippedFinding(linter: Linter, path: string, problem: string): Finding[] {
  const severity = linter.config.rules.file_skipped ?? "warning";
  if (severity === "off") return [];
  return [
    {
      rule: "file_skipped",
      severity,
      path,
      span: { start: 0, end: 0 },
      message: `This file is not checked: ${problem}.`,
      module: linter.moduleOf(path),
      fix: null,
      related: [],
      data: {},
    },
  ];
}
