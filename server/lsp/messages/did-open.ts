import type { DidOpenTextDocumentParams } from "vscode-languageserver/node";
import { configurationChanged, isConfiguration } from "../session/configuration.ts";
import { lookAtDisk } from "../session/look-at-disk.ts";
import type { Session } from "../session/session.ts";

export async function didOpen(session: Session, { textDocument }: DidOpenTextDocumentParams): Promise<void> {
  const document = session.documents.open(textDocument);
  if (document.path === null) session.delivery.unnamed(document);
  session.edited(document);
  if (document.path !== null && isConfiguration(session, document.path)) await configurationChanged(session);
  await lookAtDisk(session);
  session.awaited.look();
}
