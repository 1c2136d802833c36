import { join } from "node:path";
import type { CreateFile, Range, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";

/** A file of a generated module that differs from what the workspace has. */
export interface ChangedFile {
  /** Relative to the workspace folder, with `/`. */
  path: string;
  content: string;
  /** The text when the run began: the editor's, else the disk's; null for a new file. */
  before: string | null;
}

const CREATE = "l9-create";
const OVERWRITE = "l9-overwrite";

/** One edit for the whole module, in the richest form that the client understands. */
export function generatedEdit(session: Session, root: string, changed: readonly ChangedFile[]): WorkspaceEdit {
  const { client, documents } = session;
  const uriOf = (path: string): string => documents.uri(join(root, path));
  // A buffer that the editor does not tell of may have what an earlier run left in it, not saved yet.
  const range = ({ path, before }: ChangedFile): Range => whole(before, session.awaited.handed(join(root, path)));
  if (!client.documentChanges || !client.createsFiles) {
    // Also for a file that does not exist yet: such clients open a new buffer for it.
    return {
      changes: Object.fromEntries(changed.map((file) => [uriOf(file.path), [{ range: range(file), newText: file.content }]])),
    };
  }
  const documentChanges = changed.flatMap((file): (CreateFile | TextDocumentEdit)[] => {
    const { path, content, before } = file;
    const annotation = client.changeAnnotations ? { annotationId: before === null ? CREATE : OVERWRITE } : {};
    const edit: TextDocumentEdit = {
      textDocument: { uri: uriOf(path), version: documents.at(join(root, path))?.text.version ?? null },
      edits: [{ range: range(file), newText: content, ...annotation }],
    };
    if (before !== null) return [edit];
    return [{ kind: "create", uri: uriOf(path), options: { ignoreIfExists: true }, ...annotation }, edit];
  });
  if (!client.changeAnnotations) return { documentChanges };
  return {
    documentChanges,
    changeAnnotations: {
      [CREATE]: { label: "New file of the module", needsConfirmation: true },
      [OVERWRITE]: {
        label: "Existing file is replaced",
        needsConfirmation: true,
        description: "Edits made by hand since the last generation are lost.",
      },
    },
  };
}

/** A range beyond the last line, which every client cuts: an end right on it makes some add an empty line to a text that ends its last one. */
function whole(...texts: (string | null)[]): Range {
  const lines = Math.max(...texts.map((text) => (text ?? "").split(/\r\n|\r|\n/).length));
  return { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
}
