import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import type { Edit } from "../../rules/define.ts";
import type { OpenDocument } from "./session/documents.ts";
import type { Session } from "./session/session.ts";

/** Edits of one open document; tied to its version where the client can check it. */
export function workspaceEdit({ client }: Session, { uri, text }: OpenDocument, edits: TextEdit[]): WorkspaceEdit {
  return client.documentChanges
    ? { documentChanges: [{ textDocument: { uri, version: text.version }, edits }] }
    : { changes: { [uri]: edits } };
}

/** Edits of any file of the workspace: an open one by its version, another one as it is on disk. Null when it can not be read. */
export function fileEdit(session: Session, path: string, edits: readonly Edit[]): WorkspaceEdit | null {
  return filesEdit(session, new Map([[path, edits]]), null);
}

/**
 * The same of several files as one edit. Null when one of them can not be read.
 * @param ask what the user has to agree to first, where the client can ask
 */
export function filesEdit(
  session: Session,
  changes: ReadonlyMap<string, readonly Edit[]>,
  ask: { label: string; description: string } | null,
): WorkspaceEdit | null {
  const { client } = session;
  const made = [...changes].map(([path, edits]) => {
    const open = session.documents.at(path);
    if (open) return { uri: open.uri, version: open.text.version, edits: textEdits(open, edits) };
    const read = session.workspaces.of(path)?.linter.files.read(path);
    if (!read || "problem" in read) return null;
    const uri = session.documents.uri(path);
    return { uri, version: null, edits: textEdits({ text: TextDocument.create(uri, "", 0, read.text) }, edits) };
  });
  const files = made.filter((file) => file !== null);
  if (files.length < made.length) return null;
  if (!client.documentChanges) return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, edits])) };
  const asks = ask !== null && client.changeAnnotations;
  return {
    documentChanges: files.map(({ uri, version, edits }) => ({
      textDocument: { uri, version },
      edits: asks ? edits.map((edit) => ({ ...edit, annotationId: "asked" })) : edits,
    })),
    ...(asks ? { changeAnnotations: { asked: { ...ask, needsConfirmation: true } } } : {}),
  };
}

export function textEdits({ text }: Pick<OpenDocument, "text">, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, text: newText }) => ({
    range: { start: text.positionAt(span.start), end: text.positionAt(span.end) },
    newText,
  }));
}

/** The one edit that turns a text into another: what both begin and end with is left alone. */
export function difference(before: string, after: string): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // Never between the two halves of a character outside the basic plane or of a line ending.
  if (start > 0 && /[\ud800-\udbff\r]/.test(before[start - 1] as string)) start--;
  if (tail > 0 && /[\udc00-\udfff\n]/.test(before[before.length - tail] as string)) tail--;
  return { span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) };
}
