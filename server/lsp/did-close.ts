import type { DidCloseTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "./session.ts";

export function didClose(session: Session, { textDocument }: DidCloseTextDocumentParams): void {
  const document = session.documents.close(textDocument.uri);
  if (document) session.closed(document);
}
