import { Text } from "../syntax/text.ts";
import type { DraftFinding } from "./backend.ts";
import type { Blocker } from "./blocker.ts";
import type { Attestation } from "./phases/attest.ts";
import type { Evidence } from "./phases/evidence.ts";
import { asBlocker } from "./phases/parse.ts";
import type { Run, VerifyResult } from "./run.ts";
import type { ModuleStatus } from "./status.ts";
import { pathFrom } from "../project/slash-path.ts";

/** What keeps an attestation from being given: findings of its checks, tests without evidence, the user's own check. */
export function unattested(run: Run, attestation: Attestation, status: ModuleStatus, verified: VerifyResult | null): Blocker[] {
  const findings = attestation.checks
    .filter((result) => result.status === "failed" && result.check !== "evidence_table_complete")
    .flatMap(({ check }) => status.checks[check].findings.map((finding) => asBlocker(finding, run)));
  const closed = attestation.closed.map((issue): Blocker => ({
    blocker: "SPEC_BLOCKER",
    file: pathFrom(run.root, run.specPath),
    line: 1,
    issue: `${issue}.`,
    proposed_fix: "Generate again: something changed during the run.",
  }));
  const tests = missingEvidence(run, status.evidence).map(({ path, line, message, instead }): Blocker => ({
    blocker: "SPEC_BLOCKER",
    file: path,
    line,
    issue: message,
    proposed_fix: instead,
  }));
  if (!verified || verified.exitCode === 0) return [...closed, ...findings, ...tests];
  const failed: Blocker = {
    blocker: "SPEC_BLOCKER",
    file: pathFrom(run.root, run.specPath),
    line: 1,
    issue: `\`${verified.command}\` ended with exit code ${verified.exitCode}:\n${verified.output}`,
    proposed_fix: "Make the command pass on the generated module.",
  };
  return [...closed, ...findings, ...tests, failed];
}

/** Tests that prove nothing and acceptance names without a test, as a backend is told of them. */
export function missingEvidence({ linter, root }: Pick<Run, "linter" | "root">, { missing }: Evidence): DraftFinding[] {
  return missing.map(({ message, path, span }) => {
    const { line, character } = new Text(linter.files.text(path)).position(span.start);
    return {
      path: pathFrom(root, path),
      rule: "evidence_table_complete",
      message,
      line: line + 1,
      column: character + 1,
      instead: "Assert a field of a contract in that test.",
    };
  });
}
