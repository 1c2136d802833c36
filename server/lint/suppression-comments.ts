import { readMarkdown } from "../syntax/markdown.ts";
import type { Span, Text } from "../syntax/text.ts";
import { lineStart, wholeLine } from "../syntax/whole-line.ts";

/** What a text with comments is; in Markdown each fenced block has a top of its own. */
export type CommentLanguage = "python" | "typescript" | "yaml" | "markdown";

/** A comment of any language; a Python comment fact is one. */
export interface SourceComment {
  span: Span;
  /** From its `#`, `//` or `<!--` on. */
  text: string;
  /** Nothing but white space stands before it on its line. */
  ownLine: boolean;
}

/** One `l9: ignore[…] reason` of a comment. */
export interface Directive {
  scope: "line" | "file";
  /** From the comment sign to the end of the reason. */
  span: Span;
  /** What to take out to remove it, with the white space or the line that it leaves empty. */
  removal: Span;
  ids: { id: string; span: Span; removal: Span }[];
  reason: string;
  /** The line whose findings it suppresses; for a file the comment's own. */
  line: number;
  ownLine: boolean;
  /** It speaks for the file, but stands below the first statement. */
  misplaced: boolean;
}

const DIRECTIVE = /(#|\/\/|\/\*|<!--)\s*l9:\s*ignore(-file)?(?![\w-])(?:\s*\[([^\]]*)\])?((?:(?!(?:#|\/\/)\s*l9:)[^\r\n])*)/g;

/** The suppressions that the comments of a file hold, in order. In Markdown the top of a fenced block counts as the top of the file. */
export function readDirectives(comments: readonly SourceComment[], text: Text, language: CommentLanguage): Directive[] {
  const relevant = comments.filter((comment) => comment.text.includes("l9:"));
  if (relevant.length === 0) return [];
  const commentLines = new Set(
    comments.filter((comment) => comment.ownLine).map((comment) => text.position(comment.span.start).line),
  );
  return relevant.flatMap((comment) =>
    ownDirectives(comment.text).map((match) => directive(comment, match, text, { comments, commentLines, language })),
  );
}

/** A directive starts with the sign of the comment it stands in: what a comment in TypeScript says of Python's is prose. */
function ownDirectives(comment: string): RegExpMatchArray[] {
  const sign = comment.startsWith("/") ? "/" : comment[0];
  return [...comment.matchAll(DIRECTIVE)].filter(([whole]) => whole[0] === sign);
}

function directive(
  comment: SourceComment,
  match: RegExpMatchArray,
  text: Text,
  {
    comments,
    commentLines,
    language,
  }: { comments: readonly SourceComment[]; commentLines: ReadonlySet<number>; language: CommentLanguage },
): Directive {
  const [whole, , file, list, rest = ""] = match as unknown as [
    string,
    string,
    string | undefined,
    string | undefined,
    string | undefined,
  ];
  const start = comment.span.start + match.index!;
  const span = { start, end: start + whole.trimEnd().length };
  const own = text.position(comment.span.start).line;
  let line = own;
  // Several comments above one line all speak for that line.
  if (comment.ownLine && !file) while (commentLines.has(line)) line++;
  const ids = list === undefined ? [] : idsOf(list, start + whole.indexOf("[") + 1);
  return {
    scope: file ? "file" : "line",
    span,
    removal: removalOf(comment, span, text, language === "python" ? comments : null),
    ids,
    reason: reasonOf(rest),
    line,
    ownLine: comment.ownLine,
    misplaced: file !== undefined && !(comment.ownLine && standsAtTop(comment, comments, text.value, language === "markdown")),
  };
}

function idsOf(list: string, offset: number): Directive["ids"] {
  const parts: { id: string; start: number; end: number }[] = [];
  for (const match of list.matchAll(/[^,\s]+/g))
    parts.push({ id: match[0], start: offset + match.index, end: offset + match.index + match[0].length });
  return parts.map(({ id, start, end }, at) => {
    const next = parts[at + 1];
    const before = parts[at - 1];
    const removal = next ? { start, end: next.start } : { start: before ? before.end : start, end };
    return { id, span: { start, end }, removal };
  });
}

/** What is written behind the bracket, without the signs that lead to it; no letters or digits, no reason. */
function reasonOf(rest: string): string {
  const reason = rest
    .replace(/(-->|\*\/)\s*$/, "")
    .replace(/^[\s:–—-]+/, "")
    .trim();
  return /[\p{L}\p{N}]/u.test(reason) ? reason : "";
}

/** @param joined every comment of a Python text, whose lines a `\` may join; null for other languages */
function removalOf(comment: SourceComment, span: Span, text: Text, joined: readonly SourceComment[] | null): Span {
  const { value } = text;
  const end = span.end;
  let start = span.start;
  // What stands right behind a `/* … */` must not be joined to what stands before it.
  if (/^\s?$/.test(value.slice(end, end + 1)))
    while (start > 0 && (value[start - 1] === " " || value[start - 1] === "\t")) start--;
  const line = text.position(start).line;
  const lineEnd = text.lineEnd(line);
  if (!comment.ownLine || span.start !== comment.span.start || value.slice(end, lineEnd).trim() !== "") return { start, end };
  if (!joined) return { start: lineStart(value, start), end: text.lineStarts[line + 1] ?? value.length };
  return wholeLine(value, { start, end: lineEnd }, (offset) =>
    joined.some((other) => other.span.start <= offset && offset < other.span.end),
  );
}

/** What may stand above the first statement: a shebang or other comments, a docstring, YAML's marks of a document, Markdown's front matter. */
const PREFACE = /^(?:#![^\n]*|[rRuU]?("""|''')[\s\S]*?\1|"[^"\n]*"|'[^'\n]*'|---[ \t]*(?=\r?\n|$)|%[^\n]*)/;

function standsAtTop(comment: SourceComment, comments: readonly SourceComment[], text: string, markdown: boolean): boolean {
  const ends = new Map(comments.map(({ span }) => [span.start, span.end]));
  const from = markdown ? fenceBefore(text, comment.span.start) : 0;
  for (let at = from; at <= comment.span.start;) {
    if (at === comment.span.start) return true;
    const end = ends.get(at);
    if (end !== undefined) at = end;
    else if (/[\s\ufeff]/.test(text[at] as string)) at++;
    else {
      const preface = PREFACE.exec(text.slice(at, comment.span.start));
      if (!preface) return false;
      at += preface[0].length;
    }
  }
  return false;
}

/** The start of the fenced block that a comment of a Markdown text stands in; 0 outside of blocks. */
function fenceBefore(text: string, at: number): number {
  const block = readMarkdown(text).blocks.find(({ content }) => content.start <= at && at < content.end);
  return block ? block.content.start : 0;
}

/** The comments of a text by their places, as the YAML parser gives them. */
export function commentsAt(spans: readonly Span[], text: Text): SourceComment[] {
  return spans.map((span) => ({
    span,
    text: text.value.slice(span.start, span.end).trimEnd(),
    ownLine: /^[\s\ufeff]*$/.test(text.value.slice(text.lineStarts[text.position(span.start).line], span.start)),
  }));
}

/** The HTML comments of a Markdown text outside its code blocks. */
export function markdownComments(text: Text): SourceComment[] {
  const { blocks } = readMarkdown(text.value);
  const spans = [...text.value.matchAll(/<!--[\s\S]*?-->/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return commentsAt(
    spans.filter((span) => !blocks.some(({ start, content }) => start <= span.start && span.start < content.end)),
    text,
  );
}
