import type { DidChangeTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "./session.ts";

export function didChange(session: Session, { textDocument, contentChanges }: DidChangeTextDocumentParams): void {
  const document = session.documents.change(textDocument, contentChanges);
  if (document) session.edited(document);
}
