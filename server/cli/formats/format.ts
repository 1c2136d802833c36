import type { Format } from "./names.ts";
import type { CheckResult } from "../result.ts";

/** Writes a result in one of the formats; each is loaded when it is asked for. */
export async function formatResult(
  result: CheckResult,
  format: Format,
  style: { color: boolean; quiet: boolean; exitCode: number; statistics: boolean },
): Promise<string> {
  const shown = style.quiet ? { ...result, findings: result.findings.filter((finding) => finding.severity === "error") } : result;
  if (style.statistics && (format === "text" || format === "json"))
    return (await import("./statistics.ts")).formatStatistics(shown, format, style);
  switch (format) {
    case "text":
      return (await import("./text.ts")).formatText(shown, style);
    case "json":
      return (await import("./json.ts")).formatJson(shown);
    case "sarif":
      return (await import("./sarif.ts")).formatSarif(shown, style.exitCode);
    case "github":
      return (await import("./github.ts")).formatGithub(shown);
    case "gitlab":
      return (await import("./gitlab.ts")).formatGitlab(shown);
    case "rdjsonl":
      return (await import("./rdjsonl.ts")).formatRdjsonl(shown);
    case "markdown":
      return (await import("./markdown.ts")).formatMarkdown(shown);
    case "junit":
      return (await import("./junit.ts")).formatJunit(shown);
    case "blockers":
      return (await import("./blockers.ts")).formatBlockers(result);
    case "agent":
      return (await import("./agent.ts")).formatAgent(shown);
  }
}
