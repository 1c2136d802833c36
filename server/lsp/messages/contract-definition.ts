import type { DefinitionParams, Location } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";

/** Where a contract class or member was read: a file of the repository, or of the Space. */
export async function contractDefinition(
  session: Session,
  { textDocument, position }: DefinitionParams,
): Promise<Location | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { contractAt, contractWordAt } = await session.engine;
  const offset = document.text.offsetAt(position);
  const found = contractAt(linter, document.path, offset) ?? contractWordAt(linter, document.path, offset);
  const { path, span } = (found?.method ?? found?.field ?? found?.class)?.evidence ?? { path: "", span: null };
  if (path === "" || !span) return null;
  return { uri: session.documents.uri(path), range: session.ranges()(path, span) };
}
