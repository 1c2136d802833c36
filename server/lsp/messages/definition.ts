import type { DefinitionParams, Location } from "vscode-languageserver/node";
import { contractDefinition } from "./contract-definition.ts";
import { linkInput } from "./document-link.ts";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** The file that a spec's list names at a place; in code where a contract was read. */
export async function definition(session: Session, params: DefinitionParams): Promise<Location | null> {
  const { textDocument, position } = params;
  const { specDefinition } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  if (!document) return contractDefinition(session, params);
  return specDefinition(await linkInput(session, document), document.text.offsetAt(position));
}
