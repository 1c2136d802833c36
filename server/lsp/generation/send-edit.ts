import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ApplyWorkspaceEditResult, WorkspaceEdit } from "vscode-languageserver/node";
import { generatedEdit, type ChangedFile } from "./generated-edit.ts";
import { aborted, tooLate } from "./generated-questions.ts";
import type { Session } from "../session/session.ts";

/**
 * Hands an edit to the editor. Null when it says that it applied all, else why it did not. Neither is believed: what is open and what is on disk tell.
 */
export async function sendEdit(
  session: Session,
  root: string,
  changed: readonly ChangedFile[],
  signal: AbortSignal,
): Promise<string | null> {
  const edit = generatedEdit(session, root, changed);
  const reply = await Promise.race([
    session.connection.workspace.applyEdit({ label: "Generate module", edit }).catch((error: unknown) => ({
      applied: false,
      failureReason: error instanceof Error ? error.message : String(error),
    })),
    tooLate(null),
    aborted(signal),
  ]);
  if (!reply) return signal.aborted ? "it was cancelled." : "the editor did not answer.";
  if (reply.applied) {
    // Some editors keep a new file as a buffer and can save it only into a folder that exists.
    for (const { path } of changed) mkdirSync(dirname(join(root, path)), { recursive: true });
    return null;
  }
  return refusal(session, root, edit, changed, reply);
}

function refusal(
  session: Session,
  root: string,
  { documentChanges }: WorkspaceEdit,
  changed: readonly ChangedFile[],
  { failureReason, failedChange }: ApplyWorkspaceEditResult,
): string {
  const failed = failedChange === undefined ? undefined : documentChanges?.[failedChange];
  const uri = failed && ("textDocument" in failed ? failed.textDocument.uri : "uri" in failed ? failed.uri : null);
  const path = changed.find((file) => session.documents.uri(join(root, file.path)) === uri)?.path;
  // Some editors send the whole trace of what went wrong in them.
  const reason = /\S.{0,200}/.exec(failureReason ?? "")?.[0] ?? "the edit was not accepted.";
  return path === undefined ? reason : `${path}: ${reason}`;
}
