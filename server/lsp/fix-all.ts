import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { FileDocument } from "./session/documents.ts";
import { difference, textEdits, workspaceEdit } from "./edits.ts";
import type { Session } from "./session/session.ts";
import { tell } from "./tell.ts";

/**
 * The edit that applies every safe fix of a document, and those that become possible by it. What would break the document is left out.
 * @param tells the user is told what was left out
 */
export async function fixAllEdit(session: Session, document: FileDocument, tells: boolean): Promise<WorkspaceEdit> {
  const { fixText } = await session.engine;
  session.settle();
  const workspace = session.workspaces.of(document.path);
  if (!workspace?.fixes) return { changes: {} };
  const before = document.text.getText();
  const { text, left } = fixText(workspace.linter, document.path, before, "safe");
  const edit = difference(before, text);
  const [first] = left;
  if (tells && first) {
    const more = left.length > 1 ? ` (and ${left.length - 1} more)` : "";
    await tell(session, "warning", `"${first.fix.title}" is left out: ${first.why}${more}.`);
  }
  return workspaceEdit(session, document, edit ? textEdits(document, [edit]) : []);
}
