import { mkdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import { generatedEdit, type ChangedFile } from "./generated-edit.ts";
import type { Session } from "./session.ts";
import { tell } from "./tell.ts";
import type { Workspace } from "./workspaces.ts";

interface Offer {
  result: generateEngine.Generated;
  report: string;
  id: string;
  preview: boolean;
  signal: AbortSignal;
}

/** How long a client may take to answer about an edit, in milliseconds: the user may be reading it. */
const ANSWER_LIMIT = 10 * 60_000;

/** Shows an attested module to the user, and applies what they accept. */
export async function offer(
  session: Session,
  { root, linter }: Workspace,
  { result, report, id, preview, signal }: Offer,
  engine: typeof generateEngine,
): Promise<GenerateResult> {
  const before = new Map(result.manifest.map((entry) => [entry.path, entry.current]));
  const changed = result.draft.files
    .map(({ path, content }): ChangedFile => ({ path, content, before: before.get(path) ?? null }))
    .filter((file) => file.content !== file.before);
  const files = changed.map(({ path }) => path);
  const answer = (status: GenerateResult["status"]): GenerateResult => ({ status, files, blockers: [] });
  if (preview) {
    await showReport(session, root, `${id}.preview`, `${report}\n${differences(changed, engine)}`, engine);
    return answer("previewed");
  }
  if (changed.length === 0) {
    await tell(session, "info", `${id} is up to date: generating it again changes nothing.`);
    return answer("unchanged");
  }
  if (!session.client.changeAnnotations && !(await confirmed(session, id, changed, signal))) return answer("refused");
  for (const { path, before: text } of changed) {
    engine.checkInside(root, path);
    if (textNow(session, join(root, path), linter) !== text)
      throw new Error(`${path} can not be read, or was changed during the run: nothing is written. Generate again.`);
  }
  signal.throwIfAborted();
  const refusal = await apply(session, root, changed, engine);
  if (refusal !== null) {
    await tell(session, "warning", `${id} is not written: ${refusal}`);
    return answer("refused");
  }
  const path = engine.saveReport(root, id, report);
  await tell(
    session,
    "info",
    `${id} is generated: ${changed.length} ${changed.length === 1 ? "file" : "files"}, all checks attested. The report is ${shown(root, path)}.`,
  );
  return answer("applied");
}

/** The text of a file as the editor or the disk has it now; null for none, undefined for one that can not be read. */
function textNow(session: Session, path: string, linter: Workspace["linter"]): string | null | undefined {
  const open = session.documents.at(path);
  if (open) return open.text.getText();
  const read = linter.files.read(path);
  return "text" in read ? read.text : linter.files.exists(path) ? undefined : null;
}

/** A client that can not ask about single changes: the server asks once about the files that exist. No answer is a no. */
async function confirmed(session: Session, id: string, changed: readonly ChangedFile[], signal: AbortSignal): Promise<boolean> {
  const existing = changed.filter(({ before }) => before !== null).map(({ path }) => path);
  if (existing.length === 0) return true;
  const accept = { title: "Overwrite" };
  const question = `${id}: generation replaces files that exist, and edits made by hand in them are lost: ${existing.join(", ")}.`;
  const reply = session.connection.window.showWarningMessage(question, accept, { title: "Cancel" });
  const given = await Promise.race([reply, aborted(signal)]);
  signal.throwIfAborted();
  return given?.title === accept.title;
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}

/** Null when everything is applied, else why nothing is. */
async function apply(
  session: Session,
  root: string,
  changed: readonly ChangedFile[],
  engine: typeof generateEngine,
): Promise<string | null> {
  if (!session.client.appliesEdits) {
    engine.writeAll(root, changed);
    for (const { path } of changed) session.changedOnDisk(join(root, path));
    return null;
  }
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
  const path = engine.saveReport(root, name, report);
  const uri = session.documents.uri(path);
  if (session.client.showsDocuments) await session.connection.window.showDocument({ uri, takeFocus: true });
  else await tell(session, "info", `The preview is ${shown(root, path)}.`);
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
