import type { DidOpenTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "./session.ts";

export function didOpen(session: Session, { textDocument }: DidOpenTextDocumentParams): void {
  session.edited(session.documents.open(textDocument));
}
