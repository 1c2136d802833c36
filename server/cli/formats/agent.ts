import type { Fix } from "../../../rules/define.ts";
import { leftOut } from "../../lint/fix.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { visible, visiblePath } from "../../syntax/visible.ts";

/** For coding agents: one line a finding with all that is needed to act, nothing else. No finding, no output. */
export function formatAgent(result: CheckResult): string {
  return result.findings
    .map((finding) => {
      const { start, end } = shownRange(result.textOf(finding.path), finding.span);
      const place = `${visiblePath(result.shown(finding.path))}:${start.line}:${start.column}-${end.line}:${end.column}`;
      const rule = result.rules.find((candidate) => candidate.id === finding.rule);
      const { fix } = finding;
      const without = leftOut(finding);
      const instead = without ? `fix left out: ${without.title}: ${without.why}` : rule?.instead ? `do: ${rule.instead}` : "";
      const todo = fix ? `fix: ${fix.title}${how(fix, result)}` : instead;
      return visible(`${place} ${finding.severity} ${finding.rule}: ${oneLine(`${finding.message} ${todo}`)}`);
    })
    .map((line) => `${line}\n`)
    .join("");
}

/** A fix of another file is for the editor, which shows both. */
function how({ path, safety }: Fix, result: CheckResult): string {
  if (path !== undefined) return ` (in ${visiblePath(result.shown(path))})`;
  return ` (l9 check ${safety === "safe" ? "--fix" : "--unsafe-fixes"})`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
