import { CompletionItemKind, MarkupKind, type CompletionItem } from "vscode-languageserver/node";
import type { FileDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";

/** The ids of rules in `l9: ignore[…]` and `l9: ignore-file[…]`, those that find something here first. Null where the cursor stands in none. */
export function ignoreCompletion(session: Session, document: FileDocument, offset: number): CompletionItem[] | null {
  const text = document.text.getText();
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const written = /\bl9:\s*ignore(?:-file)?\[(?:[\w-]+\s*,\s*)*([\w-]*)$/.exec(text.slice(start, offset));
  if (!written) return null;
  const found = new Set(session.findings(document.path).map(({ rule }) => rule));
  const word = { start: document.text.positionAt(offset - (written[1]?.length ?? 0)), end: document.text.positionAt(offset) };
  const rules = session.workspaces.of(document.path)?.linter.rules.known ?? session.loaded.rules;
  return rules
    .filter(({ id }) => id !== "type_ignore")
    .map(({ id, what, why }) => ({
      label: id,
      kind: CompletionItemKind.EnumMember,
      detail: found.has(id) ? "found in this file" : what,
      documentation: {
        kind: session.client.markdownCompletion ? MarkupKind.Markdown : MarkupKind.PlainText,
        value: `${what}\n\n${why}`,
      },
      sortText: `${found.has(id) ? 0 : 1}${id}`,
      filterText: id,
      textEdit: { range: word, newText: id },
    }));
}
