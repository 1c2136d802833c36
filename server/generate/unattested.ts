import { relative, sep } from "node:path";
import { Text } from "../syntax/text.ts";
import type { DraftFinding } from "./backend.ts";
import type { Blocker } from "./blocker.ts";
import type { Attestation } from "./phases/attest.ts";
import type { Evidence } from "./phases/evidence.ts";
import { asBlocker } from "./phases/parse.ts";
import type { Run, VerifyResult } from "./run.ts";
import { moduleStatus } from "./status.ts";

/** What keeps an attestation from being given: findings of its checks, tests without evidence, the user's own check. */
export function unattested(run: Run, attestation: Attestation, table: Evidence, verified: VerifyResult | null): Blocker[] {
  const status = moduleStatus(run.linter, run.module());
  const findings = attestation.checks
    .filter((result) => result.status === "failed")
    .flatMap(({ check }) => status.checks[check].findings.map((finding) => asBlocker(finding, run)));
  const tests = missingEvidence(run, table).map(({ path, line, message, instead }): Blocker => ({
    blocker: "SPEC_BLOCKER",
    file: path,
    line,
    issue: message,
    proposed_fix: instead,
  }));
  if (!verified || verified.exitCode === 0) return [...findings, ...tests];
  const failed: Blocker = {
    blocker: "SPEC_BLOCKER",
    file: relative(run.root, run.specPath).split(sep).join("/"),
    line: 1,
    issue: `\`${verified.command}\` ended with exit code ${verified.exitCode}:\n${verified.output}`,
    proposed_fix: "Make the command pass on the generated module.",
  };
  return [...findings, ...tests, failed];
}

/** Tests that prove nothing and acceptance names without a test, as a backend is told of them. */
export function missingEvidence({ linter, root }: Pick<Run, "linter" | "root">, { missing }: Evidence): DraftFinding[] {
  return missing.map(({ issue, path, span }) => {
    const read = linter.files.read(path);
    const { line, character } = new Text("text" in read ? read.text : "").position(span.start);
    return {
      path: relative(root, path).split(sep).join("/"),
      rule: "evidence_table_complete",
      message: `${issue}.`,
      line: line + 1,
      column: character + 1,
      instead: "Assert a field of a contract in that test.",
    };
  });
}
