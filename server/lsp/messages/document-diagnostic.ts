import {
  DocumentDiagnosticReportKind,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Pull } from "../delivery/pull.ts";
import { unnamedDiagnostics } from "../delivery/unnamed.ts";
import type { Session } from "../session/session.ts";

/** The diagnostics of one document, when its workspace is known. */
export async function documentDiagnostic(
  session: Session,
  pull: Pull,
  params: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const path = session.documents.pathOf(params.textDocument.uri);
  if (path === null) {
    const document = session.documents.get(params.textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: document ? await unnamedDiagnostics(session, document) : [] };
  }
  const workspace = await session.workspaces.load(path);
  await workspace?.scanned();
  return pull.report(path, params.previousResultId);
}
