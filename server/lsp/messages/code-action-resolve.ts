import type { CodeAction } from "vscode-languageserver/node";
import { fixAllEdit } from "../fix-all.ts";
import type { Session } from "../session/session.ts";

/** Fills in the edit of an action that was offered without it. */
export async function codeActionResolve(session: Session, action: CodeAction): Promise<CodeAction> {
  const uri = (action.data as { uri?: unknown } | undefined)?.uri;
  const document = typeof uri === "string" ? await session.ready(uri) : null;
  return document ? { ...action, edit: await fixAllEdit(session, document, true) } : action;
}
