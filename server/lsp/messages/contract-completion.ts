import { CompletionItemKind, InsertTextFormat, type CompletionItem, type CompletionParams } from "vscode-languageserver/node";
import type { ContractMember } from "../../lint/contract-completions.ts";
import type { Session } from "../session/session.ts";

const KINDS: Record<ContractMember["kind"], CompletionItemKind> = {
  keyword: CompletionItemKind.Field,
  field: CompletionItemKind.Field,
  method: CompletionItemKind.Method,
};

/** Keyword arguments of contract models, required ones first, and members of contract services. */
export async function contractCompletion(
  session: Session,
  { textDocument, position }: CompletionParams,
): Promise<CompletionItem[]> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return [];
  session.settle();
  const { contractCompletions, inPython } = session.loaded;
  const offset = document.text.offsetAt(position);
  const members = inPython(linter, document.path, (file, project) => contractCompletions(file, offset, project)) ?? [];
  return members.map((member, at) => ({
    label: member.kind === "keyword" ? `${member.name}=` : member.name,
    kind: KINDS[member.kind],
    detail: `${member.of}${member.kind === "keyword" && member.required ? ", required" : ""}: ${member.detail}`,
    insertText: member.kind === "keyword" ? `${member.name}=` : member.name,
    insertTextFormat: InsertTextFormat.PlainText,
    filterText: member.name,
    sortText: `${member.required ? "0" : "1"}${String(at).padStart(4, "0")}`,
  }));
}
