import type { Stopped } from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";

/** Shows why a run stopped. */
export async function tellBlocked(session: Session, { phase, blockers }: Stopped): Promise<GenerateResult> {
  const [first, ...more] = blockers;
  const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
  const place = first ? ` ${first.file}:${first.line} ${first.issue}` : "";
  const next = first?.question ?? first?.proposed_fix ?? "";
  await tell(session, "warning", `${phase} blocks generation:${place}${rest} ${next}`.trimEnd());
  return { status: "blocked", files: [], blockers };
}
