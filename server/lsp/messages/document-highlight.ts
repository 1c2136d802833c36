import { DocumentHighlightKind, type DocumentHighlight, type DocumentHighlightParams } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";

/** Every place of a file that has a part in the promise, or names the contract or its member, under the cursor; null where neither is written. */
export async function documentHighlight(
  session: Session,
  { textDocument, position }: DocumentHighlightParams,
): Promise<DocumentHighlight[] | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { contractNameAt, namePlacesAt } = await session.engine;
  const { path, text } = document;
  const offset = text.offsetAt(position);
  const name = contractNameAt(linter, path, offset, [path]);
  const of = name && [...(name.declared ? [name.declared] : []), ...name.specs, ...name.uses];
  const here = (of ?? namePlacesAt(linter, path, offset)).filter((place) => place.path === path);
  const range = session.ranges();
  return here.length === 0 ? null : here.map(({ span }) => ({ range: range(path, span), kind: DocumentHighlightKind.Text }));
}
