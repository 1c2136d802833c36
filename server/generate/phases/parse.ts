import type { Finding } from "../../lint/finding.ts";
import { Text } from "../../syntax/text.ts";
import { Blocked, type Blocker } from "../blocker.ts";
import type { Run } from "../run.ts";
import { moduleStatus } from "../status.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** 1_PARSE: the spec must hold every required key, and nothing in it may be wrong. */
export function parse(run: Run): void {
  const { findings } = moduleStatus(run.linter, run.module()).spec_valid;
  if (findings.length > 0)
    throw new Blocked(
      "1_PARSE",
      findings.map((finding) => asBlocker(finding, run)),
    );
}

/** A finding that blocks, with the four fields it carries or those that its place and message give. */
export function asBlocker(finding: Finding, { linter, root }: Pick<Run, "linter" | "root">): Blocker {
  const { blocker, file, line, issue, proposed_fix, question } = finding.data as Partial<Blocker>;
  if (blocker && file !== undefined && line !== undefined && issue !== undefined) {
    return { blocker, file, line, issue, ...(question === undefined ? { proposed_fix: proposed_fix ?? "" } : { question }) };
  }
  return {
    blocker: "SPEC_BLOCKER",
    file: pathFrom(root, finding.path),
    line: new Text(linter.files.text(finding.path)).position(finding.span.start).line + 1,
    issue: `[${finding.rule}] ${finding.message}`,
    proposed_fix: finding.fix?.title ?? "Correct it as the message says.",
  };
}
