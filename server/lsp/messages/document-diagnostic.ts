import {
  DocumentDiagnosticReportKind,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { pathOf } from "../paths.ts";
import type { Pull } from "../delivery/pull.ts";
import type { Session } from "../session/session.ts";

/** The diagnostics of one document, when its workspace is known. */
export async function documentDiagnostic(
  session: Session,
  pull: Pull,
  params: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const path = pathOf(params.textDocument.uri);
  if (path === null) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const workspace = await session.workspaces.load(path);
  await workspace?.scanned();
  return pull.report(path, params.previousResultId);
}
