import type { Location, ReferenceParams, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { Link, Place } from "../../lint/links.ts";
import type { Session } from "../session/session.ts";

/** From a name in the spec to what keeps it, and from there back to the spec. Null where nothing of a spec stands. */
export async function linkDefinition(session: Session, params: TextDocumentPositionParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const { link, path } = found;
  const { spec, code, tests } = link;
  return locations(session, spec && path !== spec.path ? [spec] : [...code, ...tests]);
}

/** Every place of what a spec promises: where it is declared, where code does it, which tests name it. */
export async function references(session: Session, params: ReferenceParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const { spec, code, tests } = found.link;
  return locations(session, [...(spec && params.context.includeDeclaration ? [spec] : []), ...code, ...tests]);
}

async function linkUnder(
  session: Session,
  { textDocument, position }: TextDocumentPositionParams,
): Promise<{ link: Link; path: string } | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { linkAt } = await session.engine;
  const link = linkAt(linter, document.path, document.text.offsetAt(position));
  return link && { link, path: document.path };
}

function locations(session: Session, places: readonly Place[]): Location[] | null {
  if (places.length === 0) return null;
  const range = session.ranges();
  return places.map(({ path, span }) => ({ uri: session.documents.uri(path), range: range(path, span) }));
}
