import type { DefinitionParams, Location } from "vscode-languageserver/node";
import { linkInput } from "./document-link.ts";
import type { Session } from "./session.ts";
import { specDocument } from "./spec-document.ts";

/** The file that a spec's list names at a place. */
export async function definition(session: Session, { textDocument, position }: DefinitionParams): Promise<Location | null> {
  const { specDefinition } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  return document && specDefinition(await linkInput(session, document), document.text.offsetAt(position));
}
