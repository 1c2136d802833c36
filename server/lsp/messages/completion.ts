import type { CompletionItem, CompletionParams } from "vscode-languageserver/node";
import { contractCompletion } from "./contract-completion.ts";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** Behind these something of a spec may begin: a value, an item, the entry of a flow map. */
export const COMPLETION_TRIGGERS = [" ", ":", "-", "[", "{", ",", ".", "("];

/** Keys and values that a spec can have at a place; keywords and members of contracts in code. */
export async function completion(session: Session, params: CompletionParams): Promise<CompletionItem[]> {
  const { textDocument, position } = params;
  const { completeSpec } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  if (!document) return contractCompletion(session, params);
  const { client } = session;
  const items = completeSpec({
    path: document.path,
    text: document.text.getText(),
    offset: document.text.offsetAt(position),
    snippets: client.completionSnippets,
    markdown: client.markdownCompletion,
  });
  return items.map((item) => {
    if (!client.completionInsertMode) delete item.insertTextMode;
    if (!client.completionPreselect) delete item.preselect;
    return item;
  });
}
