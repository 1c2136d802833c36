import { CodeActionKind, type CodeAction, type Position } from "vscode-languageserver/node";
import type { Rule } from "../../rules/define.ts";
import type { FixNet } from "../lint/damage/damage.ts";
import type { Span } from "../syntax/text.ts";
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
  scope: "line" | "file";
}

/**
 * "Ignore this rule on this line", or in this file where no comment can stand at the line: the suppression comment with a place for the reason that it
 * must have.
 * @param net of the document's text
 */
export function ignoreAction(session: Session, document: OpenDocument, finding: Finding, net: FixNet): CodeAction | null {
  const rule = session.rule(finding.rule);
  if (!rule || !canBeIgnored(rule)) return null;
  const insertion = whereToInsert(document, finding, net);
  if (!insertion) return null;
  const { at, before, after, scope } = insertion;
  const range = { start: at, end: at };
  const action: CodeAction = {
    title: `Ignore ${finding.rule} ${scope === "line" ? "on this line" : "in this file"}`,
    kind: CodeActionKind.QuickFix,
  };
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
 * Where the suppression of a finding goes: above its line, behind it, behind its last line, at the top of the file; null where no comment can stand at any of
 * these. What stands in a string, a template, JSX text or a continued line would be no comment, or would change what the code does: the net says so.
 */
export function whereToInsert(document: Pick<OpenDocument, "text">, finding: Finding, net: FixNet): Insertion | null {
  for (const insertion of candidates(document, finding, net)) {
    const { at, before, after } = insertion;
    const start = document.text.offsetAt(at);
    const written = after === null ? before : `${before}reason${after}`;
    // A rule that joins a comment stands inside it; any other comment begins within what is written.
    const sign = after === null ? 0 : written.search(/#|\/\/|\/\*|<!--/);
    if (net.commentDamage({ span: { start, end: start }, text: written }, start + sign) === null) return insertion;
  }
  return null;
}

function* candidates(document: Pick<OpenDocument, "text">, { rule, span, path }: Finding, net: FixNet): Generator<Insertion> {
  const { line } = document.text.positionAt(span.start);
  const here = lineAt(document, line);
  const above = line > 0 ? lineAt(document, line - 1).content : "";
  for (const [at, content] of [
    [line, here.content],
    [line - 1, /^\s*(?:#|\/\/)/.test(above) ? above : ""],
  ] as const) {
    const present = PRESENT.exec(content);
    if (!present) continue;
    // Another rule is ignored here already, with its reason: one comment for both.
    const character = present.index + present[0].length - 1;
    yield { at: { line: at, character }, before: present[1]?.trim() ? `, ${rule}` : rule, after: null, scope: "line" };
  }
  const [open, close] = signs(path, net.blockAt(span.start) !== null);
  const text = `${open} l9: ignore[${rule}] `;
  // Nothing may stand above a shebang or behind it: what is found there is said of the whole file.
  if (!/^\ufeff?#!/.test(here.content)) {
    const first = aboveDirectives(document, line);
    const indent = /^\ufeff?([ \t]*)/.exec(here.content)?.[1] ?? "";
    // The mark at the start of a text stays there.
    const at = { line: first, character: lineAt(document, first).content.startsWith("\ufeff") ? 1 : 0 };
    yield { at, before: indent + text, after: close + here.eol, scope: "line" };
    // Between two elements of JSX a comment stands in braces of its own; beside words it would part them.
    if (path.endsWith(".tsx") && (/^\s*[{<]/.test(here.content) || /[>}]\s*$/.test(above)))
      yield { at, before: `${indent}{/* l9: ignore[${rule}] `, after: ` */}${here.eol}`, scope: "line" };
    yield { at: { line, character: here.content.length }, before: `  ${text}`, after: close, scope: "line" };
    const last = document.text.positionAt(Math.max(span.start, span.end - 1)).line;
    if (last > line)
      yield {
        at: { line: last, character: lineAt(document, last).content.length },
        before: `  ${text}`,
        after: close,
        scope: "line",
      };
  }
  yield* atTop(document, net.blockAt(span.start), `${open} l9: ignore-file[${rule}] `, close);
}

/** Behind the lines that must come first; in Markdown at the top of the block that the finding stands in. */
function* atTop(document: Pick<OpenDocument, "text">, block: Span | null, text: string, close: string): Generator<Insertion> {
  const { text: whole } = document;
  let line = block ? whole.positionAt(block.start).line : 0;
  if (!block) while (line < 2 && /^\ufeff?#!|^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/.test(lineAt(document, line).content)) line++;
  const { content, whole: full } = lineAt(document, Math.max(0, line - 1));
  const isLast = line > 0 && content.length === full.length;
  const { eol } = lineAt(document, isLast ? Math.max(0, line - 1) : line);
  if (isLast) {
    yield { at: { line: line - 1, character: content.length }, before: eol + text, after: close, scope: "file" };
    return;
  }
  const character = line === 0 && lineAt(document, 0).content.startsWith("\ufeff") ? 1 : 0;
  yield { at: { line, character }, before: text, after: close + eol, scope: "file" };
}

/** What a comment begins and ends with at a place of a file. */
function signs(path: string, inBlock: boolean): [string, string] {
  if (/\.[mc]?tsx?$/.test(path)) return ["//", ""];
  return path.endsWith(".md") && !inBlock ? ["<!--", " -->"] : ["#", ""];
}

/** A comment that speaks to another tool of the line below it stays beside that line. */
const SPEAKS_OF_NEXT_LINE =
  /^\s*(?:\/\/|\/\*|\{\/\*).*(?:(?:eslint|oxlint)-(?:disable)-next-line|prettier-(?:ignore)|biome-ignore|@ts-(?:ignore|expect-error)|(?:istanbul|c8|v8) ignore)/;

function aboveDirectives(document: Pick<OpenDocument, "text">, line: number): number {
  let first = line;
  while (first > 0 && SPEAKS_OF_NEXT_LINE.test(lineAt(document, first - 1).content)) first--;
  return first;
}

function lineAt({ text }: Pick<OpenDocument, "text">, line: number): { content: string; whole: string; eol: string } {
  const whole = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const content = whole.replace(/[\r\n]+$/, "");
  return { content, whole, eol: whole.slice(content.length) || "\n" };
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
