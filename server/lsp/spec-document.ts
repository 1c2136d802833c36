import type { FileDocument } from "./session/documents.ts";
import type { Session } from "./session/session.ts";

/** An open document that is a spec; null for any other. Does not wait for the workspace: a spec's own keys need nothing of it. */
export async function specDocument(session: Session, uri: string): Promise<FileDocument | null> {
  if (!/\.(ya?ml|md)$/i.test(uri)) return null;
  const { isSpecFile } = await session.engine;
  const document = session.documents.file(uri);
  return document && isSpecFile(document.path, document.text.getText()) ? document : null;
}
