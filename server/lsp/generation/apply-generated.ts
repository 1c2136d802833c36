import { mkdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Run } from "../../generate/run.ts";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import { keptByUser } from "./generated-questions.ts";
import { generatedEdit, type ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { tellBlocked } from "./tell-blocked.ts";
import type { Workspace } from "../session/workspaces.ts";

interface Offer {
  run: Run;
  result: generateEngine.Generated;
  preview: boolean;
  signal: AbortSignal;
}

/** How long a client may take to answer about an edit, in milliseconds: the user may be reading it. */
const ANSWER_LIMIT = 10 * 60_000;

/** Shows an attested module to the user, and applies what they accept. */
export async function offer(
  session: Session,
  { root, linter }: Workspace,
  { run, result, preview, signal }: Offer,
  engine: typeof generateEngine,
): Promise<GenerateResult> {
  const { spec } = run.module();
  const id = spec.id ?? "";
  const reportOf = (made: generateEngine.Generated): string =>
    engine.writeReport(made, run.linter.config.profile, { id, name: spec.name ?? id });
  let made = result;
  let changed = changesOf(made);
  const answer = (status: GenerateResult["status"]): GenerateResult => ({
    status,
    files: changed.map(({ path }) => path),
    blockers: [],
  });
  if (preview) {
    await showReport(session, root, `${id}.preview`, `${reportOf(made)}\n${differences(changed, engine)}`, engine);
    return answer("previewed");
  }
  if (!session.client.changeAnnotations && changed.length > 0) {
    const kept = await keptByUser(session, id, changed, signal);
    if (!kept) return answer("refused");
    // What is attested is what there will be, so the last phases look at the kept files too.
    const concluded = kept.size > 0 ? await engine.keeping(run, made, kept) : made;
    signal.throwIfAborted();
    if (concluded.status === "blocked") return tellBlocked(session, concluded);
    made = concluded;
    changed = changesOf(made);
  }
  if (changed.length === 0) {
    await tell(session, "info", `${id} is up to date: generating it again changes nothing.`);
    return answer("unchanged");
  }
  for (const { path, before: text } of changed) {
    engine.checkInside(root, path);
    if (textNow(session, join(root, path), linter) !== text)
      throw new Error(`${path} can not be read, or was changed during the run: nothing is written. Generate again.`);
  }
  signal.throwIfAborted();
  const report = { name: id, text: reportOf(made) };
  const refusal = session.client.appliesEdits
    ? await sendEdit(session, root, changed)
    : writeStaged(session, root, changed, report, engine);
  if (refusal !== null) {
    await tell(session, "warning", `${id} is not written: ${refusal}`);
    return answer("refused");
  }
  const path = session.client.appliesEdits ? engine.saveReport(root, report) : join(root, engine.reportPath(id));
  const attested = `${changed.length} ${changed.length === 1 ? "file" : "files"}, ${checksOf(made)} attested`;
  await tell(session, "info", `${id} is generated: ${attested}. The report is ${shown(root, path)}.`);
  return answer("applied");
}

function changesOf({ manifest, draft }: generateEngine.Generated): ChangedFile[] {
  const before = new Map(manifest.map((entry) => [entry.path, entry.current]));
  return draft.files
    .map(({ path, content }): ChangedFile => ({ path, content, before: before.get(path) ?? null }))
    .filter((file) => file.content !== file.before);
}

function checksOf({ attestation: { checks } }: generateEngine.Generated): string {
  const passed = checks.filter(({ status }) => status === "passed").length;
  return passed === checks.length ? "all checks" : `${passed} of ${checks.length} checks`;
}

/** The text of a file as the editor or the disk has it now; null for none, undefined for one that can not be read. */
function textNow(session: Session, path: string, linter: Workspace["linter"]): string | null | undefined {
  const open = session.documents.at(path);
  if (open) return open.text.getText();
  const read = linter.files.read(path);
  return "text" in read ? read.text : linter.files.exists(path) ? undefined : null;
}

/** The way of a client that applies no edits: all files are written or none. */
function writeStaged(
  session: Session,
  root: string,
  changed: readonly ChangedFile[],
  report: { name: string; text: string },
  engine: typeof generateEngine,
): null {
  engine.writeAll(root, changed, report);
  for (const { path } of changed) session.changedOnDisk(join(root, path));
  return null;
}

/** Null when everything is applied, else why nothing is. */
async function sendEdit(session: Session, root: string, changed: readonly ChangedFile[]): Promise<string | null> {
  const edit = generatedEdit(session, root, changed);
  const late = new Promise<null>((resolve) => setTimeout(resolve, ANSWER_LIMIT, null).unref());
  const reply = await Promise.race([session.connection.workspace.applyEdit({ label: "Generate module", edit }), late]);
  if (reply?.applied) {
    // Some editors keep a new file as a buffer and can save it only into a folder that exists.
    for (const { path } of changed) mkdirSync(dirname(join(root, path)), { recursive: true });
    return null;
  }
  return reply?.failureReason ?? (reply ? "the edit was not accepted." : "the editor did not answer.");
}

/** What changes in files that exist, for the preview: new files stand in the report whole. */
function differences(changed: readonly ChangedFile[], engine: typeof generateEngine): string {
  const existing = changed.filter(({ before }) => before !== null);
  if (existing.length === 0) return "";
  const diff = existing
    .map(({ path, before, content }) => engine.createTwoFilesPatch(`a/${path}`, `b/${path}`, before ?? "", content))
    .join("");
  const fence = "`".repeat(Math.max(3, ...[...diff.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `## DIFF\n\n${fence}diff\n${diff}${fence}\n`;
}

async function showReport(
  session: Session,
  root: string,
  name: string,
  report: string,
  engine: typeof generateEngine,
): Promise<void> {
  const path = engine.saveReport(root, { name, text: report });
  const uri = session.documents.uri(path);
  if (session.client.showsDocuments) await session.connection.window.showDocument({ uri, takeFocus: true });
  else await tell(session, "info", `The preview is ${shown(root, path)}.`);
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
