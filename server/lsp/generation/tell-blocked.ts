import type { OpenQuestion } from "../../facts/open-question.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import type { Blocker } from "../../generate/blocker.ts";
import type { Stopped } from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";

/** Shows why a run stopped: as a message, and at the keys of the spec that was run. */
export async function tellBlocked(
  session: Session,
  spec: SpecDocument,
  { phase, blockers }: Pick<Stopped, "phase" | "blockers">,
): Promise<GenerateResult> {
  const [first, ...more] = blockers;
  const rest = more.length > 0 ? ` (and ${more.length} more, each at its place)` : "";
  const place = first ? ` ${first.file}:${first.line} ${first.issue}` : "";
  const next = first?.question ?? first?.proposed_fix ?? "";
  session.questions.ended(spec, questionsOf(spec, phase, blockers));
  await tell(session, "warning", `${phase} blocks generation:${place}${rest} ${next}`.trimEnd());
  return { status: "blocked", files: [], blockers };
}

/** What the first phases refuse are findings already. What is wrong with a draft is told at its file in the spec, since the draft is nowhere. */
function questionsOf(spec: SpecDocument, phase: Stopped["phase"], blockers: readonly Blocker[]): OpenQuestion[] {
  if (phase === "0_READ" || phase === "1_PARSE" || phase === "2_EXTRACT") return [];
  return blockers.map(({ blocker, file, line, issue, question, proposed_fix, spec_key, stub }) => {
    const listed = spec.allowedNewFiles.findIndex(({ text }) => file === text || file.endsWith(`/${text}`));
    const ofDraft = spec_key === undefined && listed >= 0;
    return {
      specKey: spec_key ?? (ofDraft ? `module.repo.allowed_new_files.${listed}` : "module.id"),
      issue: ofDraft ? `${file}:${line} of the draft: ${issue}` : issue,
      question: question ?? proposed_fix ?? "",
      stub: stub ?? null,
      phase: blocker === "INVENTION_REQUIRED" ? "4_GENERATE" : phase,
    };
  });
}
