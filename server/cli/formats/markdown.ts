import type { Severity } from "../../../rules/define.ts";
import { publishedPage } from "../../project/rule-site.ts";
import { code, prose } from "../../syntax/visible-markdown.ts";
import { countBySeverity, plural, shownRange, type CheckResult } from "../result.ts";

const WEIGHTS: readonly Severity[] = ["error", "warning", "info"];
/** Rows; GitHub takes a mebibyte for the summary of a step, and nobody reads more. */
const MOST_ROWS = 200;

/** A table for the summary of a job or a comment, the most severe findings first. */
export function formatMarkdown(result: CheckResult): string {
  const { errors, warnings, infos } = countBySeverity(result.findings);
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
    ...(infos > 0 ? [`${infos} info`] : []),
  ];
  if (counts.length === 0)
    return `### l9: ${result.nothing === null ? `no findings in ${plural(result.checked, "file")}` : "nothing to check"}\n`;
  const sorted = [...result.findings].sort((a, b) => WEIGHTS.indexOf(a.severity) - WEIGHTS.indexOf(b.severity));
  const rows = sorted.slice(0, MOST_ROWS).map(({ path, span, severity, rule, message }) => {
    const { start } = shownRange(result.textOf(path), span);
    const url = publishedPage(result.rulePages, rule);
    const name = url === null ? code(rule) : `[${code(rule)}](${url})`;
    return `| ${code(`${result.shown(path)}:${start.line}:${start.column}`)} | ${severity} | ${name} | ${prose(message)} |`;
  });
  const more = sorted.length - rows.length;
  return [
    `### l9: ${counts.join(", ")} in ${plural(result.checked, "file")}`,
    "",
    "| place | severity | rule | message |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    "",
  ].join("\n");
}
