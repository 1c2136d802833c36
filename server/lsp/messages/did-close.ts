import type { DidCloseTextDocumentParams } from "vscode-languageserver/node";
import { configurationChanged, isConfiguration } from "../session/configuration.ts";
import type { Session } from "../session/session.ts";

/** What stands on disk counts again: its findings are reported, or none where it is gone. */
export async function didClose(session: Session, { textDocument }: DidCloseTextDocumentParams): Promise<void> {
  const document = session.documents.close(textDocument.uri);
  if (!document) return;
  if (document.path === null) session.delivery.unnamed(document);
  session.closed(document);
  session.awaited.look();
  if (document.path !== null && isConfiguration(session, document.path)) await configurationChanged(session);
}
