import type { Location } from "vscode-languageserver/node";
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
  const questions = questionsOf(spec, phase, blockers);
  session.questions.ended(spec, questions);
  await tell(session, "warning", `${phase} blocks generation:${place}${rest} ${next}`.trimEnd());
  const at = placeOf(session, spec, first, questions[0]);
  return { status: "blocked", files: [], blockers, ...(at && { at }) };
}

/** At the key of a question; else on the line that is named, if that is the spec's. */
function placeOf(session: Session, spec: SpecDocument, blocker?: Blocker, question?: OpenQuestion): Location | null {
  const uri = session.documents.uri(spec.path);
  if (question) return { uri, range: session.ranges()(spec.path, session.loaded.placeOfKey(spec, question.specKey)) };
  if (!blocker || !spec.path.endsWith(`/${blocker.file}`)) return null;
  const start = { line: blocker.line - 1, character: 0 };
  return { uri, range: { start, end: start } };
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
