import type { Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";

/** Why a file named on the command line can hold nothing to check. */
export const NO_SOURCE = "it is neither Python, TypeScript, YAML nor Markdown, and no Space file";

/** Something looks at files of this kind. */
export function isSource(linter: Linter, path: string): boolean {
  return /\.(pyi?|ya?ml|md|tsx?|mts|cts)$/.test(path) || linter.paths().includes(path);
}

/** The `file_skipped` finding of a file that the linter never sees; none where the configuration has the rule off. */
export function skippedFinding(linter: Linter, path: string, problem: string): Finding[] {
  const severity = linter.fileConfigs.of(path).rules.file_skipped ?? "warning";
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
