import type { DidSaveTextDocumentParams } from "vscode-languageserver/node";
import { didChangeFiles } from "./did-change-watched-files.ts";
import { lookAtDisk } from "../session/look-at-disk.ts";
import type { Session } from "../session/session.ts";

/** The open text already counts; saving matters for a client that watches no files and has this one not open with us. */
export async function didSave(session: Session, { textDocument }: DidSaveTextDocumentParams): Promise<void> {
  const path = session.documents.pathOf(textDocument.uri);
  if (path !== null && session.documents.at(path)) lookAgain(session, path);
  else if (path !== null) await didChangeFiles(session, [path]);
  await lookAtDisk(session);
  session.awaited.look();
}

/** One that took too long while it was edited. */
function lookAgain(session: Session, path: string): void {
  session.settle();
  const affected = session.workspaces.of(path)?.linter.lookAgain(path) ?? [];
  if (affected.length > 0) session.delivery.due(affected);
}
