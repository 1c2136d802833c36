import { isCode, isPython } from "../facts/languages.ts";
import { readMarkdown } from "../syntax/markdown.ts";
import type { Span, Text } from "../syntax/text.ts";
import { lineStart, wholeLine } from "../syntax/whole-line.ts";

/** What a text with comments is; in Markdown each fenced block has a top of its own. */
export type CommentLanguage = "python" | "typescript" | "yaml" | "markdown";

export function commentLanguage(path: string): CommentLanguage {
  return isPython(path) ? "python" : isCode(path) ? "typescript" : path.endsWith(".md") ? "markdown" : "yaml";
}

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
  const around = new Around(comments, text, language);
  return relevant.flatMap((comment) => ownDirectives(comment.text).map((match) => directive(comment, match, text, around)));
}

/** What stands around the comments of a text, each found out once for all of them. */
class Around {
  /** Sorted by place. */
  readonly comments: readonly SourceComment[];
  readonly language: CommentLanguage;
  readonly #text: Text;
  readonly #belowRuns = new Map<number, number>();
  readonly #tops = new Map<number, ReadonlySet<number>>();
  #fences: readonly Span[] | null = null;

  constructor(comments: readonly SourceComment[], text: Text, language: CommentLanguage) {
    this.comments = [...comments].sort((a, b) => a.span.start - b.span.start);
    this.language = language;
    this.#text = text;
    for (const { ownLine, span } of this.comments.toReversed()) {
      const { line } = text.position(span.start);
      if (ownLine) this.#belowRuns.set(line, this.#belowRuns.get(line + 1) ?? line + 1);
    }
  }

  /** The line below a run of comments: several above one line all speak for that line. */
  belowRun(line: number): number {
    return this.#belowRuns.get(line) ?? line;
  }

  /** Whether a place lies in a comment. */
  inComment = (offset: number): boolean => {
    const before = this.comments[lastUpTo(this.comments, offset, ({ span }) => span.start)];
    return before !== undefined && offset < before.span.end;
  };

  /** A comment stands above the first statement, of its fenced block in Markdown. */
  isAtTop({ span }: SourceComment): boolean {
    const from = this.language === "markdown" ? this.#fenceBefore(span.start) : 0;
    let top = this.#tops.get(from);
    if (!top) this.#tops.set(from, (top = commentsAtTop(this.comments, this.#text.value, from)));
    return top.has(span.start);
  }

  /** The start of the fenced block that a place of a Markdown text lies in; 0 outside of blocks. */
  #fenceBefore(at: number): number {
    this.#fences ??= readMarkdown(this.#text.value).blocks.map(({ content }) => content);
    const fence = this.#fences[lastUpTo(this.#fences, at, ({ start }) => start)];
    return fence && at < fence.end ? fence.start : 0;
  }
}

/** The index of the last of some sorted things that begins at or before a place; -1 for none. */
function lastUpTo<T>(sorted: readonly T[], at: number, startOf: (one: T) => number): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if (startOf(sorted[middle] as T) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A directive starts with the sign of the comment it stands in: what a comment in TypeScript says of Python's is prose. */
function ownDirectives(comment: string): RegExpMatchArray[] {
  const sign = comment.startsWith("/") ? "/" : comment[0];
  return [...comment.matchAll(DIRECTIVE)].filter(([whole]) => whole[0] === sign);
}

function directive(comment: SourceComment, match: RegExpMatchArray, text: Text, around: Around): Directive {
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
  const line = comment.ownLine && !file ? around.belowRun(own) : own;
  const ids = list === undefined ? [] : idsOf(list, start + whole.indexOf("[") + 1);
  return {
    scope: file ? "file" : "line",
    span,
    removal: removalOf(comment, span, text, around.language === "python" ? around.inComment : null),
    ids,
    reason: reasonOf(rest),
    line,
    ownLine: comment.ownLine,
    misplaced: file !== undefined && !(comment.ownLine && around.isAtTop(comment)),
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

/** @param inComment of a Python text, whose lines a `\` may join; null for other languages */
function removalOf(comment: SourceComment, span: Span, text: Text, inComment: ((offset: number) => boolean) | null): Span {
  const { value } = text;
  const end = span.end;
  let start = span.start;
  // What stands right behind a `/* … */` must not be joined to what stands before it.
  if (/^\s?$/.test(value.slice(end, end + 1)))
    while (start > 0 && (value[start - 1] === " " || value[start - 1] === "\t")) start--;
  const line = text.position(start).line;
  const lineEnd = text.lineEnd(line);
  if (!comment.ownLine || span.start !== comment.span.start || value.slice(end, lineEnd).trim() !== "") return { start, end };
  if (!inComment) return { start: lineStart(value, start), end: text.lineStarts[line + 1] ?? value.length };
  return wholeLine(value, { start, end: lineEnd }, inComment);
}

/** What may stand above the first statement: a shebang or other comments, a docstring, YAML's marks of a document, Markdown's front matter. */
const PREFACE = /^(?:#![^\n]*|[rRuU]?("""|''')[\s\S]*?\1|"[^"\n]*"|'[^'\n]*'|---[ \t]*(?=\r?\n|$)|%[^\n]*)/;

/** Where the comments begin that stand above the first statement from a place on. */
function commentsAtTop(comments: readonly SourceComment[], text: string, from: number): ReadonlySet<number> {
  const ends = new Map(comments.map(({ span }) => [span.start, span.end]));
  const top = new Set<number>();
  for (let at = from; at < text.length;) {
    const end = ends.get(at);
    if (end !== undefined) {
      top.add(at);
      at = end;
    } else if (/[\s\ufeff]/.test(text[at] as string)) at++;
    else {
      const preface = PREFACE.exec(text.slice(at));
      if (!preface) break;
      at += preface[0].length;
    }
  }
  return top;
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
  const { value } = text;
  const { blocks } = readMarkdown(value);
  const spans: Span[] = [];
  for (let start = value.indexOf("<!--"); start >= 0;) {
    const end = value.indexOf("-->", start + 4);
    // What never ends is no comment, and neither is what stands behind it.
    if (end < 0) break;
    const block = blocks[lastUpTo(blocks, start, (one) => one.start)];
    if (!block || start >= block.content.end) spans.push({ start, end: end + 3 });
    start = value.indexOf("<!--", end + 3);
  }
  return commentsAt(spans, text);
}
