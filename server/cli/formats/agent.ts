import { rules } from "../../../rules/index.ts";
import { shownRange, type CheckResult } from "../result.ts";

/** For coding agents: one line a finding with all that is needed to act, nothing else. No finding, no output. */
export function formatAgent(result: CheckResult): string {
  return result.findings
    .map((finding) => {
      const { start, end } = shownRange(result.textOf(finding.path), finding.span);
      const place = `${result.shown(finding.path)}:${start.line}:${start.column}-${end.line}:${end.column}`;
      const rule = rules.find((candidate) => candidate.id === finding.rule);
      const { fix } = finding;
      const todo = fix
        ? `fix: ${fix.title} (l9 check ${fix.safety === "safe" ? "--fix" : "--unsafe-fixes"})`
        : `do: ${rule?.instead ?? ""}`;
      return oneLine(`${place} ${finding.severity} ${finding.rule}: ${finding.message} ${todo}`);
    })
    .map((line) => `${line}\n`)
    .join("");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
