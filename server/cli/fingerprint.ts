import { createHash } from "node:crypto";
import type { Finding } from "../lint/finding.ts";
import type { CheckResult } from "./result.ts";

/** What stays the same when lines are added elsewhere: the rule, the message and the text of the line, not its number. */
export function fingerprint(finding: Finding, result: CheckResult): string {
  const text = result.textOf(finding.path);
  const line = text.line(text.position(finding.span.start).line).trim();
  return createHash("sha256").update(`${finding.rule}\n${finding.message}\n${line}`).digest("hex").slice(0, 16);
}
