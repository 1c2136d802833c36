import type { DefinitionParams, Location } from "vscode-languageserver/node";
import { contractDefinition } from "./contract-definition.ts";
import { linkInput } from "./document-link.ts";
import { linkDefinition } from "./link-places.ts";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** The file that a spec's list names at a place, or what keeps the promise there; of a contract that is named there where it was read; in code the promise that it keeps. */
export async function definition(session: Session, params: DefinitionParams): Promise<Location | Location[] | null> {
  const { textDocument, position } = params;
  const { specDefinition } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  const file = document && specDefinition(await linkInput(session, document), document.text.offsetAt(position));
  return file ?? (await contractDefinition(session, params)) ?? linkDefinition(session, params);
}
