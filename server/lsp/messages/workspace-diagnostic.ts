import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Pull } from "../delivery/pull.ts";
import type { Session } from "../session/session.ts";

/** Milliseconds of work between two looks at the client's messages. */
const SLICE = 10;

/** The diagnostics of every file in scope, open or not; of those with nothing to say only the ones the client shows something for. */
export async function workspaceDiagnostic(
  session: Session,
  pull: Pull,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  await session.foldersLoaded();
  const previous = new Map<string, string>();
  for (const { uri, value } of previousResultIds) {
    const path = session.documents.pathOf(uri);
    if (path !== null) previous.set(path, value);
  }
  const paths = new Set(previous.keys());
  for (const workspace of session.workspaces.all) {
    await workspace.scanned();
    for (const file of workspace.loaded.files) paths.add(file);
    if (workspace.searched && workspace.state === "known") for (const path of workspace.linter.paths()) paths.add(path);
  }
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  let slice = performance.now();
  for (const path of paths) {
    if (performance.now() - slice > SLICE) {
      await new Promise(setImmediate);
      slice = performance.now();
    }
    if (token.isCancellationRequested || session.disposed)
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "The workspace's diagnostics were cancelled");
    const report = pull.report(path, previous.get(path));
    if (report.kind === DocumentDiagnosticReportKind.Full && report.items.length === 0 && !previous.has(path)) continue;
    items.push({ ...report, uri: session.documents.uri(path), version: session.documents.at(path)?.text.version ?? null });
  }
  pull.toldAll();
  return { items };
}
