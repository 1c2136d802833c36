import { Composer, Lexer, Parser, type CST, type Document, type ScalarTag } from "yaml";
import { step } from "./meter.ts";
import type { Span } from "./text.ts";
import { convertDocument } from "./yaml-nodes.ts";
import { describeError } from "./yaml-errors.ts";
import { maskTokens } from "./yaml-tokens.ts";

/** One entry of a YAML map, anchors and merge keys resolved. */
export interface YamlEntry {
  key: string;
  keySpan: Span;
  /** Null when the key has no value at all. */
  value: YamlNode | null;
  /** Came in through a merge key (`<<`). */
  merged: boolean;
}

/** A YAML value as plain data with its place in the file. Aliases are replaced by what they point to, placed where the alias stands. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  kind: "map";
  span: Span;
  entries: YamlEntry[];
  flow: boolean;
  /** It has a merge key (`<<`). Of what that brings in only what counts is among the entries. */
  merges: boolean;
}

export interface YamlList {
  kind: "list";
  span: Span;
  items: YamlNode[];
  flow: boolean;
}

export interface YamlScalar {
  kind: "scalar";
  span: Span;
  value: string | number | boolean | null;
}

export interface YamlProblem {
  span: Span;
  message: string;
  /** What lies behind it may be misread: the tree is what could be made of the rest. A duplicate key or an unknown alias leaves the tree right. */
  structural: boolean;
}

/** One document of a YAML text; offsets are those of the whole file. */
export interface YamlDocument {
  /** From the document's first token to its end. */
  span: Span;
  /** Null for an empty document and for a refused one. */
  root: YamlNode | null;
  problems: YamlProblem[];
  /** Not read at all, because reading it would exhaust the machine; `problems` says why. */
  refused: boolean;
  /** Every comment, `#` included, to the end of its line. */
  comments: Span[];
}

/** UTF-16 code units; a longer YAML text is refused. */
const MAX_LENGTH = 1024 * 1024;
/** Maps and lists inside one another; the composer recurses and would run out of stack at about a thousand. */
const MAX_DEPTH = 200;
/** Problems told of one document; a text that is no YAML at all has one on every other character. */
const MAX_PROBLEMS = 50;

/** Parses every document of a YAML text that starts at `offset` of its file. Never throws, never expands an alias bomb. */
export function parseYaml(source: string, offset = 0): YamlDocument[] {
  if (source.length > MAX_LENGTH) {
    return [
      refuse(
        { start: 0, end: source.length },
        `This YAML has ${source.length} characters, more than the ${MAX_LENGTH} that a spec may have. It is not read.`,
        [],
        offset,
      ),
    ];
  }
  // YAML ends a line at a lone carriage return too; the parser takes it for text. Every offset stays what it is.
  const text = maskTokens(source.replace(/\r(?!\n)/g, "\n"));
  const tokens = parseTokens(text);
  const { comments, tooDeep } = survey(tokens);
  if (tooDeep !== null) {
    const message = `Maps and lists are nested more than ${MAX_DEPTH} levels deep here, so this YAML is not read.`;
    return [refuse({ start: tooDeep, end: tooDeep + 1 }, message, comments, offset)];
  }
  const composer = new Composer({ uniqueKeys: false, keepSourceTokens: false, customTags: (tags) => [COUNTED, ...tags] });
  const documents = [...composer.compose(tokens, false, text.length)];
  if (documents.length === 0)
    return [
      {
        span: move({ start: 0, end: text.length }, offset),
        root: null,
        problems: [],
        refused: false,
        comments: comments.map((comment) => move(comment, offset)),
      },
    ];
  let next = 0;
  return documents.map((document, at) => {
    const start = at === 0 ? 0 : (documents[at - 1] as Document.Parsed).range[2];
    const end = at === documents.length - 1 ? text.length : document.range[2];
    const first = next;
    while ((comments[next]?.start ?? Infinity) < end) next++;
    return read(document, { start, end }, text, offset, comments.slice(first, next));
  });
}

/** Steps that a piece of YAML (a mark, a space, a word) takes until it is a token. */
const PIECE = 8;
/** Steps that a scalar takes until it is a node. */
const SCALAR = 8;

function parseTokens(text: string): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const piece of new Lexer().lex(text)) {
    step(PIECE);
    for (const token of parser.next(piece)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** A pattern that nothing fits. The composer tries those of its tags on each scalar, so that its work is counted and can be ended on the way. */
class Counted extends RegExp {
  override test(): boolean {
    step(SCALAR);
    return false;
  }
}

const COUNTED: ScalarTag = { tag: "!counted", default: true, test: new Counted(""), resolve: (text) => text };

function read(document: Document.Parsed, span: Span, text: string, offset: number, own: readonly Span[]): YamlDocument {
  const comments = own.map((comment) => move(comment, offset));
  const { root, problems, refused } = convertDocument(document, offset);
  const errors = document.errors
    .map((error) => ({ ...describeError(error, text), structural: true }))
    .map((error) => ({ ...error, span: move(error.span, offset) }));
  const all = [...errors, ...problems].sort((a, b) => a.span.start - b.span.start);
  return { span: move(span, offset), root, problems: all.slice(0, MAX_PROBLEMS), refused, comments };
}

function refuse(span: Span, message: string, comments: readonly Span[], offset: number): YamlDocument {
  const at = move({ start: span.start, end: span.start + 1 }, offset);
  return {
    span: move(span, offset),
    root: null,
    problems: [{ span: at, message, structural: true }],
    refused: true,
    comments: comments.map((comment) => move(comment, offset)),
  };
}

function move(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** One pass over the tokens without recursion: the comments, and where the nesting gets too deep. */
function survey(tokens: readonly CST.Token[]): { comments: Span[]; tooDeep: number | null } {
  const comments: Span[] = [];
  const pending: { token: CST.Token; depth: number }[] = [];
  for (let at = tokens.length - 1; at >= 0; at--) pending.push({ token: tokens[at] as CST.Token, depth: 0 });
  let tooDeep: number | null = null;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (token.type === "comment") comments.push({ start: token.offset, end: token.offset + token.source.length });
    if (depth > MAX_DEPTH && tooDeep === null) tooDeep = token.offset;
    if (tooDeep !== null && depth > MAX_DEPTH) continue;
    const children: CST.Token[] = [];
    if ("start" in token && Array.isArray(token.start)) children.push(...token.start);
    else if ("start" in token && token.start && !Array.isArray(token.start)) children.push(token.start);
    if ("props" in token) children.push(...token.props);
    if ("value" in token && token.value) children.push(token.value);
    if ("items" in token) {
      for (const item of token.items) {
        children.push(...item.start);
        if (item.key) children.push(item.key);
        if (item.sep) children.push(...item.sep);
        if (item.value) children.push(item.value);
      }
    }
    if ("end" in token && token.end) children.push(...token.end);
    const deeper = depth + ("items" in token ? 1 : 0);
    for (let at = children.length - 1; at >= 0; at--) pending.push({ token: children[at] as CST.Token, depth: deeper });
  }
  return { comments, tooDeep };
}
