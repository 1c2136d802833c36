import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { FileDocument } from "./session/documents.ts";
import { difference, textEdits, workspaceEdit } from "./edits.ts";
import type { Session } from "./session/session.ts";

/** The edit that applies every safe fix of a document, and those that become possible by it. */
export async function fixAllEdit(session: Session, document: FileDocument): Promise<WorkspaceEdit> {
  const { fixText } = await session.engine;
  session.settle();
  const workspace = session.workspaces.of(document.path);
  if (!workspace?.fixes) return { changes: {} };
  const before = document.text.getText();
  const edit = difference(before, fixText(workspace.linter, document.path, before, "safe").text);
  return workspaceEdit(session, document, edit ? textEdits(document, [edit]) : []);
}
