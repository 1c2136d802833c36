import type { DidChangeTextDocumentParams } from "vscode-languageserver/node";
import { configurationChanged, isConfiguration } from "../session/configuration.ts";
import type { Session } from "../session/session.ts";

export async function didChange(session: Session, { textDocument, contentChanges }: DidChangeTextDocumentParams): Promise<void> {
  const document = session.documents.change(textDocument, contentChanges);
  if (!document) return;
  if (document.path === null) session.delivery.unnamed(document);
  session.edited(document);
  if (document.path !== null && isConfiguration(session, document.path)) await configurationChanged(session);
}
