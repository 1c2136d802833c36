import type { Severity } from "../../../rules/define.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { repositoryPaths } from "./repository-path.ts";
import { visible } from "../../syntax/visible.ts";

const COMMANDS: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

/** Workflow commands: GitHub Actions shows each as an annotation at its line. Paths start at the top of the repository. */
export function formatGithub(result: CheckResult): string {
  const shown = repositoryPaths(result);
  return result.findings
    .map((finding) => {
      const { start, end } = shownRange(result.textOf(finding.path), finding.span);
      // Columns are only taken when the range stays on one line.
      const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
      const properties = {
        file: shown(finding.path),
        line: start.line,
        endLine: end.line,
        ...columns,
        title: `l9 ${finding.rule}`,
      };
      const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${COMMANDS[finding.severity]} ${list.join(",")}::${data(finding.message)}\n`;
    })
    .join("");
}

/** Line ends and percent signs have a spelling of GitHub's own; it has none for other control characters. */
function data(text: string): string {
  return visible(text, "\r\n").replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
