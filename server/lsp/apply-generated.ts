import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CreateFile, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver/node";
import type { DraftFile } from "../generate/backend.ts";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspaces.ts";

interface Offer {
  result: generateEngine.Generated;
  report: string;
  id: string;
  preview: boolean;
}

const CREATE = "l9-create";
const OVERWRITE = "l9-overwrite";

/** How long a client may take to answer about an edit, in milliseconds: the user may be reading it. */
const ANSWER_LIMIT = 10 * 60_000;

/** Shows an attested module to the user, and applies what they accept. */
export async function offer(
  session: Session,
  workspace: Workspace,
  { result, report, id, preview }: Offer,
  engine: typeof generateEngine,
): Promise<GenerateResult> {
  const { root } = workspace;
  const current = new Map(result.manifest.map((entry) => [entry.path, entry.current]));
  const changed = result.draft.files.filter(({ path, content }) => current.get(path) !== content);
  const answer = (status: GenerateResult["status"]): GenerateResult => ({
    status,
    files: changed.map(({ path }) => path),
    blockers: [],
  });
  if (preview) {
    await showReport(session, root, `${id}.preview`, report, engine);
    return answer("previewed");
  }
  if (changed.length === 0) {
    session.connection.window.showInformationMessage(`${id} is up to date: generating it again changes nothing.`);
    return answer("unchanged");
  }
  const existing = changed.filter(({ path }) => current.get(path) !== null).map(({ path }) => path);
  if (!session.client.changeAnnotations && !(await confirmed(session, id, changed.length, existing))) return answer("refused");
  const applied = await apply(session, root, changed, current, engine);
  if (!applied) return answer("refused");
  saveReport(root, id, report, engine);
  session.connection.window.showInformationMessage(
    `${id} is generated: ${changed.length} files, all checks attested. The report is .l9/reports/${id}.md.`,
  );
  return answer("applied");
}

/** A client that can not ask about single changes: the server asks once. A client that can show no question gets new files only. */
async function confirmed(session: Session, id: string, count: number, existing: readonly string[]): Promise<boolean> {
  if (existing.length === 0) return true;
  const accept = { title: "Overwrite" };
  const question = `${id}: ${count} files are written, and these exist and change: ${existing.join(", ")}.`;
  return (await session.connection.window.showWarningMessage(question, accept, { title: "Cancel" }))?.title === accept.title;
}

async function apply(
  session: Session,
  root: string,
  changed: readonly DraftFile[],
  current: ReadonlyMap<string, string | null>,
  engine: typeof generateEngine,
): Promise<boolean> {
  if (!session.client.appliesEdits) {
    engine.writeAll(
      root,
      changed.map(({ path, content }) => ({ path, content, before: current.get(path) ?? null })),
    );
    return true;
  }
  const reply = session.connection.workspace.applyEdit({
    label: "Generate module",
    edit: workspaceEdit(session, root, changed, current),
  });
  const late = new Promise<null>((resolve) => setTimeout(resolve, ANSWER_LIMIT, null).unref());
  return (await Promise.race([reply, late]))?.applied === true;
}

/** One edit for the whole module, in the richest form that the client understands. */
function workspaceEdit(
  session: Session,
  root: string,
  changed: readonly DraftFile[],
  current: ReadonlyMap<string, string | null>,
): WorkspaceEdit {
  const { client } = session;
  const uriOf = (path: string): string => session.documents.uri(join(root, path));
  const whole = (path: string): { start: { line: number; character: number }; end: { line: number; character: number } } => {
    const lines = (current.get(path) ?? "").split(/\r\n|\r|\n/);
    return { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
  };
  if (!client.documentChanges || !client.createsFiles) {
    // Also for a file that does not exist yet: such clients open a new buffer for it.
    return {
      changes: Object.fromEntries(changed.map(({ path, content }) => [uriOf(path), [{ range: whole(path), newText: content }]])),
    };
  }
  const documentChanges = changed.flatMap(({ path, content }): (CreateFile | TextDocumentEdit)[] => {
    const isNew = current.get(path) === null || current.get(path) === undefined;
    const annotation = client.changeAnnotations ? { annotationId: isNew ? CREATE : OVERWRITE } : {};
    const edit: TextDocumentEdit = {
      textDocument: { uri: uriOf(path), version: session.documents.at(join(root, path))?.text.version ?? null },
      edits: [{ range: whole(path), newText: content, ...annotation }],
    };
    return isNew ? [{ kind: "create", uri: uriOf(path), options: { ignoreIfExists: true }, ...annotation }, edit] : [edit];
  });
  if (!client.changeAnnotations) return { documentChanges };
  return {
    documentChanges,
    changeAnnotations: {
      [CREATE]: { label: "New file of the module", needsConfirmation: true },
      [OVERWRITE]: {
        label: "Existing file is replaced",
        needsConfirmation: true,
        description: "Edits made by hand since the last generation are lost.",
      },
    },
  };
}

function saveReport(root: string, name: string, report: string, engine: typeof generateEngine): string {
  const path = engine.reportPath(root, name);
  engine.stateFolder(root);
  mkdirSync(dirname(path), { recursive: true });
  engine.writeWhole(path, report);
  return path;
}

async function showReport(
  session: Session,
  root: string,
  name: string,
  report: string,
  engine: typeof generateEngine,
): Promise<void> {
  const path = saveReport(root, name, report, engine);
  if (session.client.showsDocuments)
    await session.connection.window.showDocument({ uri: session.documents.uri(path), takeFocus: true });
  else session.connection.window.showInformationMessage(`The preview is ${path}.`);
}
