import type { DocumentSymbol, DocumentSymbolParams, SymbolInformation } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** The outline of a spec; a flat one for a client that knows no other. */
export async function documentSymbol(
  session: Session,
  { textDocument }: DocumentSymbolParams,
): Promise<DocumentSymbol[] | SymbolInformation[]> {
  const { specSymbols } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  if (!document) return [];
  const symbols = specSymbols(document.path, document.text.getText());
  return session.client.hierarchicalSymbols ? symbols : flat(symbols, document.uri, null);
}

function flat(symbols: readonly DocumentSymbol[], uri: string, container: string | null): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => [
    { name, kind, location: { uri, range }, ...(container === null ? {} : { containerName: container }) },
    ...flat(children ?? [], uri, name),
  ]);
}
