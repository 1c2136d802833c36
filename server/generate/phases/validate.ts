import { ATTESTATION_CHECKS } from "../../../rules/define.ts";
import { byPlace, type Finding } from "../../lint/finding.ts";
import { fixText } from "../../lint/fix.ts";
import { Text } from "../../syntax/text.ts";
import type { Draft, DraftFinding, GenerationTask } from "../backend.ts";
import { Blocked, type Blocker } from "../blocker.ts";
import { draftProblems, targetOf } from "../draft.ts";
import { contextOf, draftFrom } from "../ask-backend.ts";
import type { Run } from "../run.ts";
import { moduleStatus } from "../status.ts";
import { missingEvidence } from "../unattested.ts";
import { evidence } from "./evidence.ts";
import { pathFrom } from "../../project/slash-path.ts";

/**
 * 6_VALIDATE: the editor's own analysis over the draft in memory. Safe fixes are applied; what is left goes back to the backend, at most
 * `maxRepairs` times; what remains then blocks.
 */
export async function validate(run: Run, task: GenerationTask, first: Draft): Promise<Draft> {
  const { backend, maxRepairs, report } = run.options;
  let draft = first;
  for (let repairs = 0; ; repairs++) {
    draft = withSafeFixes(run, draft);
    const blocking = findingsOf(run, task, draft);
    // A draft without evidence passes here, and not the next phase: as long as there are repairs it goes back too.
    const findings = blocking.length > 0 ? blocking : missingEvidence(run, evidence(run.linter, run.module()));
    const stop = (): Draft => {
      if (blocking.length > 0) throw new Blocked("6_VALIDATE", blocking.map(asBlocker), draft);
      return draft;
    };
    if (findings.length === 0 || repairs >= maxRepairs) return stop();
    report("6_VALIDATE", `${findings.length} findings go back to ${backend.name} (repair ${repairs + 1} of ${maxRepairs})`);
    const context = contextOf(run, "6_VALIDATE");
    const last = draft;
    const next = await draftFrom(run, "6_VALIDATE", () => backend.repair(task, last, findings, context));
    // A backend that can not do better would only be asked the same again.
    if (JSON.stringify(next) === JSON.stringify(draft)) return stop();
    draft = next;
  }
}

function withSafeFixes({ linter, root }: Run, draft: Draft): Draft {
  open({ linter, root }, draft);
  const files = draft.files.map(({ path, content }) => ({
    path,
    content: fixText(linter, targetOf(root, path), content, "safe").text,
  }));
  open({ linter, root }, { files });
  return { files };
}

/** Lays a draft over the workspace of the run. */
export function open({ linter, root }: Pick<Run, "linter" | "root">, draft: Draft): void {
  for (const { path, content } of draft.files) linter.setOpen(targetOf(root, path), content);
}

/** Everything that keeps a draft from being accepted. */
function findingsOf(run: Run, task: GenerationTask, draft: Draft): DraftFinding[] {
  const { linter } = run;
  const problems = draftProblems(draft, task.manifest).map(({ path, message }): DraftFinding => ({
    path,
    rule: "draft",
    message,
    line: 1,
    column: 1,
    instead: "Write exactly the files of the manifest.",
  }));
  // A file that must not be written is not worth a look.
  if (problems.some(({ message }) => message.includes("not in the manifest"))) return problems;
  const { checks } = moduleStatus(linter, run.module());
  const findings = ATTESTATION_CHECKS.filter((check) => check !== "evidence_table_complete")
    .flatMap((check) => checks[check].findings)
    // A file that the draft lacks is told already.
    .filter(({ rule, path }) => !(problems.length > 0 && rule === "file_skipped" && path === run.specPath))
    .sort((a, b) => order(run, a) - order(run, b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : byPlace(a, b)));
  return [...problems, ...findings.map((finding) => asDraftFinding(run, finding))];
}

/** The spec's findings come before those of the files. */
function order({ specPath }: Run, { path }: Finding): number {
  return path === specPath ? 0 : 1;
}

function asDraftFinding({ linter, root }: Run, finding: Finding): DraftFinding {
  const { line, character } = new Text(linter.files.text(finding.path)).position(finding.span.start);
  const path = pathFrom(root, finding.path);
  return {
    path,
    rule: finding.rule,
    message: finding.message,
    line: line + 1,
    column: character + 1,
    instead: linter.rules.byId.get(finding.rule)?.instead ?? "",
  };
}

function asBlocker({ path, rule, message, line, instead }: DraftFinding): Blocker {
  return { blocker: "SPEC_BLOCKER", file: path, line, issue: `[${rule}] ${message}`, proposed_fix: instead };
}
