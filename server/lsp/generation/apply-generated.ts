import { join } from "node:path";
import type { SpecDocument } from "../../facts/spec.ts";
import type { Run } from "../../generate/run.ts";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import { agreement } from "./generated-questions.ts";
import type { ChangedFile } from "./generated-edit.ts";
import { basisOf } from "./basis.ts";
import { landingOf, sameText, textOnDisk, type Landing } from "./landing.ts";
import { partText } from "./landing-text.ts";
import { showPreview } from "./preview.ts";
import { sendEdit } from "./send-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { tellBlocked } from "./tell-blocked.ts";
import type { Workspace } from "../session/workspaces.ts";
import { pathFrom } from "../../project/slash-path.ts";

interface Offer {
  run: Run;
  /** The spec as the editor had it when the run began. */
  spec: SpecDocument;
  result: generateEngine.Generated;
  preview: boolean;
  signal: AbortSignal;
  /** Tells what the generation waits for. */
  awaits: (what: string) => void;
}

/** Shows an attested module to the user, and applies what they accept. Its report is written when the disk has it. */
export async function offer(
  session: Session,
  workspace: Workspace,
  { run, spec, result, preview, signal, awaits }: Offer,
  engine: typeof generateEngine,
): Promise<GenerateResult> {
  const { root } = run;
  const id = spec.id ?? "";
  const name = spec.name ?? id;
  const { specPath } = run;
  let made = result;
  let changed = changesOf(made);
  const answer = (status: GenerateResult["status"]): GenerateResult => ({
    status,
    files: changed.map(({ path }) => path),
    blockers: [],
  });
  const refuse = async (why: string): Promise<GenerateResult> => {
    await tell(session, "warning", `${id} is not written: ${why}`);
    return answer("refused");
  };
  if (preview) {
    const report = engine.writeReport(made, run.linter.config.profile, { id, name });
    return { ...answer("previewed"), ...(await showPreview(session, root, { id, specPath, report, changed }, engine)) };
  }
  if (!session.client.changeAnnotations && changed.length > 0) {
    const agreed = await agreement(session, id, changed, {
      signal,
      awaits,
      specPath: pathFrom(root, specPath),
    });
    if ("refusal" in agreed) return refuse(agreed.refusal);
    // What is attested is what there will be, so the last phases look at the kept files too.
    const concluded = agreed.kept.size > 0 ? await engine.keeping(run, made, agreed.kept) : made;
    signal.throwIfAborted();
    if (concluded.status === "blocked") return tellBlocked(session, spec, concluded);
    made = concluded;
    changed = changesOf(made);
  }
  const { appliesEdits } = session.client;
  for (const { path, before } of changed) {
    engine.checkInside(root, path);
    const open = session.documents.at(join(root, path))?.text.getText() ?? null;
    const disk = textOnDisk(session, join(root, path));
    if ((open ?? disk) !== before)
      throw new Error(`${path} can not be read, or was changed during the run: nothing is written. Generate again.`);
    if (!appliesEdits && open !== null && !(typeof disk === "string" && sameText(open, disk)))
      throw new Error(`${path} has changes in the editor that are not saved: nothing is written. Save them, and generate again.`);
  }
  const basis = basisOf(session, root, specPath, { made, changed, engine });
  signal.throwIfAborted();
  if (changed.length > 0 && appliesEdits) {
    awaits(`Waiting for the editor to apply ${changed.length} ${changed.length === 1 ? "file" : "files"}`);
    const failure = await sendEdit(session, root, changed, signal);
    if (failure !== null) {
      const landings = landingsOf(session, root, changed);
      if ([...landings.values()].every((landing) => landing === "absent" || landing === "before")) {
        signal.throwIfAborted();
        return refuse(failure);
      }
      const after = "Nothing is attested. Undo it in the editor, or generate again.";
      await tell(session, "warning", `${id} is written in part: ${partText(landings)} (${failure.replace(/\.$/, "")}). ${after}`);
      return answer("unattested");
    }
  } else if (changed.length > 0) {
    engine.writeAll(root, changed, null);
    for (const { path } of changed) session.changedOnDisk(join(root, path));
  }
  awaits("Comparing what is on disk with what was generated");
  return session.awaited.begin({ workspace, root, specPath, id, name, changed, made, basis, engine });
}

function changesOf({ manifest, draft }: generateEngine.Generated): ChangedFile[] {
  const before = new Map(manifest.map((entry) => [entry.path, entry.current]));
  return draft.files
    .map(({ path, content }): ChangedFile => ({ path, content, before: before.get(path) ?? null }))
    .filter((file) => file.content !== file.before);
}

function landingsOf(session: Session, root: string, changed: readonly ChangedFile[]): Map<string, Landing> {
  return new Map(changed.map((file) => [file.path, landingOf(session, join(root, file.path), file)]));
}
