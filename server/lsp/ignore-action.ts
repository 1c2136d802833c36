import { CodeActionKind, type CodeAction, type Position } from "vscode-languageserver/node";
import type { Rule } from "../../rules/define.ts";
import type { Finding } from "../lint/finding.ts";
import type { OpenDocument } from "./session/documents.ts";
import { workspaceEdit } from "./edits.ts";
import type { Session } from "./session/session.ts";

/** A suppression with its reason; one without would leave the rule that joins it without a reason too. To YAML `a#` is a text. */
const PRESENT = /(?<=^|\s)(?:#|\/\/)\s*l9:\s*ignore\[([^\]]*)\](?=(?:(?!(?:#|\/\/)\s*l9:).)*[\p{L}\p{N}])/u;
/** Stands where the reason has to go in an editor without snippets: the linter asks for one until words replace it. */
const NO_REASON_YET = "...";

/** A suppression to insert: `before`, the reason, `after`. */
export interface Insertion {
  at: Position;
  before: string;
  /** A reason belongs between the two texts. */
  after: string | null;
}

/** "Ignore this rule on this line": the suppression comment with a place for the reason that it must have. */
export function ignoreAction(session: Session, document: OpenDocument, finding: Finding): CodeAction | null {
  const rule = session.rule(finding.rule);
  if (!rule || !canBeIgnored(rule)) return null;
  const { path } = finding;
  const linter = session.workspaces.of(path)?.linter;
  const insertion = whereToInsert(document, finding, (offset) => linter?.isInString(path, offset) === true);
  if (!insertion) return null;
  const { at, before, after } = insertion;
  const range = { start: at, end: at };
  const action: CodeAction = { title: `Ignore ${finding.rule} on this line`, kind: CodeActionKind.QuickFix };
  const { documentChanges, snippetEdits } = session.client;
  if (after === null || !documentChanges || !snippetEdits) {
    const newText = after === null ? before : `${before}${NO_REASON_YET}${after}`;
    return { ...action, edit: workspaceEdit(session, document, [{ range, newText }]) };
  }
  const snippet = { kind: "snippet" as const, value: `${escaped(before)}\${1:reason}${escaped(after)}` };
  const { uri, text } = document;
  return {
    ...action,
    edit: { documentChanges: [{ textDocument: { uri, version: text.version }, edits: [{ range, snippet }] }] },
  };
}

/** True for a rule whose findings a comment may suppress. In a text that does not parse a comment may be no comment. */
export function canBeIgnored({ id, unsuppressible, family }: Rule): boolean {
  return unsuppressible !== true && family !== "program" && id !== "spec_syntax";
}

/**
 * Where the suppression of a finding goes; null where no comment can stand.
 * @param inString true for an offset in the middle of a string of code, where a comment would become part of the string
 */
export function whereToInsert(
  document: Pick<OpenDocument, "text">,
  { rule, span, path }: Finding,
  inString: (offset: number) => boolean,
): Insertion | null {
  const { line } = document.text.positionAt(span.start);
  const here = lineAt(document, line);
  const above = line > 0 ? lineAt(document, line - 1) : null;
  for (const [at, content] of [
    [line, here.content],
    [line - 1, /^\s*(?:#|\/\/)/.test(above?.content ?? "") ? (above?.content ?? "") : ""],
  ] as const) {
    const present = PRESENT.exec(content);
    if (!present) continue;
    // Another rule is ignored here already, with its reason: one comment for both.
    const character = present.index + present[0].length - 1;
    return { at: { line: at, character }, before: present[1]?.trim() ? `, ${rule}` : rule, after: null };
  }
  const comment = `${/\.[mc]?tsx?$/.test(path) ? "//" : "#"} l9: ignore[${rule}] `;
  // Nothing may stand above a shebang or behind it: what is found there is said of the whole file.
  if (/^\ufeff?#!/.test(here.content)) {
    const own = comment.replace("ignore[", "ignore-file[");
    const isLast = here.content.length === here.whole.length;
    const at = isLast ? { line, character: here.content.length } : { line: line + 1, character: 0 };
    return { at, before: isLast ? here.eol + own : own, after: isLast ? "" : here.eol };
  }
  const lineStart = document.text.offsetAt({ line, character: 0 });
  // No comment can stand inside a continued line or a string over several lines.
  if (!above?.content.endsWith("\\") && !inString(lineStart)) {
    const indent = /^\ufeff?([ \t]*)/.exec(here.content)?.[1] ?? "";
    // The mark at the start of a text stays there.
    const character = here.content.startsWith("\ufeff") ? 1 : 0;
    return { at: { line, character }, before: indent + comment, after: here.eol };
  }
  if (here.content.endsWith("\\") || inString(lineStart + here.content.length)) return null;
  return { at: { line, character: here.content.length }, before: `  ${comment}`, after: "" };
}

function lineAt({ text }: Pick<OpenDocument, "text">, line: number): { content: string; whole: string; eol: string } {
  const whole = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const content = whole.replace(/[\r\n]+$/, "");
  return { content, whole, eol: whole.slice(content.length) || "\n" };
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
