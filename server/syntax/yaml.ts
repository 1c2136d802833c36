import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node, type Pair, type ParsedNode } from "yaml";
import type { Span } from "./text.ts";

/** One entry of a YAML map, anchors and merge keys resolved. */
export interface YamlEntry {
  key: string;
  keySpan: Span;
  /** Null when the key has no value at all. */
  value: YamlNode | null;
  /** Came in through a merge key (`<<`). */
  merged: boolean;
}

/** A YAML value as plain data with its place in the file. Aliases are replaced by what they point to. */
export type YamlNode =
  | { kind: "map"; span: Span; entries: YamlEntry[]; flow: boolean }
  | { kind: "list"; span: Span; items: YamlNode[]; flow: boolean }
  | { kind: "scalar"; span: Span; value: string | number | boolean | null };

export interface YamlProblem {
  span: Span;
  message: string;
}

/** One document of a YAML file; offsets are those of the whole file. */
export interface YamlDocument {
  root: YamlNode | null;
  problems: YamlProblem[];
  /** The library's document, for edits that keep comments; its offsets are relative to `offset`. */
  document: Document.Parsed<ParsedNode>;
  /** Where the parsed text starts in the file (a fenced block of a Markdown file). */
  offset: number;
}

/** Aliases resolved in one document at the most: an alias bomb is refused, not expanded. */
const MAX_ALIASES = 1000;

/** Parses every document of a YAML text that starts at `offset` of its file. Never throws. */
export function parseYaml(text: string, offset = 0): YamlDocument[] {
  const parsed = parseAllDocuments(text, { merge: true, uniqueKeys: true, lineCounter: new LineCounter(), keepSourceTokens: true, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  return documents.map((document) => {
    const problems: YamlProblem[] = document.errors.map((error) => ({
      span: { start: offset + error.pos[0], end: offset + Math.max(error.pos[1], error.pos[0] + 1) },
      message: error.message,
    }));
    const converter = new Converter(document, offset, problems);
    return { root: document.contents ? converter.convert(document.contents) : null, problems, document, offset };
  });
}

class Converter {
  #aliases = 0;
  readonly #document: Document.Parsed;
  readonly #offset: number;
  readonly #problems: YamlProblem[];
  readonly #open = new Set<Node>();

  constructor(document: Document.Parsed, offset: number, problems: YamlProblem[]) {
    this.#document = document;
    this.#offset = offset;
    this.#problems = problems;
  }

  convert(node: Node): YamlNode | null {
    const span = this.#span(node);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (!target) {
        this.#problems.push({ span, message: `The alias *${node.source} points to no anchor` });
        return null;
      }
      if (++this.#aliases > MAX_ALIASES || this.#open.has(target)) {
        if (this.#aliases <= MAX_ALIASES + 1) this.#problems.push({ span, message: `The alias *${node.source} expands too far; it is not followed` });
        return null;
      }
      const value = this.convert(target);
      return value ? { ...value, span } : null;
    }
    this.#open.add(node);
    try {
      if (isMap(node)) return { kind: "map", span, entries: node.items.flatMap((pair) => this.#entries(pair)), flow: node.flow === true };
      if (isSeq(node)) {
        const items = node.items.map((item) => this.convert(item as Node)).filter((item) => item !== null);
        return { kind: "list", span, items, flow: node.flow === true };
      }
      if (isScalar(node)) {
        const { value } = node;
        const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : value === null || value === undefined ? null : String(value);
        return { kind: "scalar", span, value: plain };
      }
      return null;
    } finally {
      this.#open.delete(node);
    }
  }

  #entries(pair: Pair): YamlEntry[] {
    const key = pair.key as Node;
    const keySpan = this.#span(key);
    const value = pair.value ? this.convert(pair.value as Node) : null;
    if (isScalar(key) && key.value === "<<" && value) {
      const maps = value.kind === "list" ? value.items : [value];
      return maps.flatMap((map) => (map.kind === "map" ? map.entries.map((entry) => ({ ...entry, merged: true })) : []));
    }
    const name = isScalar(key) ? String(key.value) : String(key);
    return [{ key: name, keySpan, value, merged: false }];
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { start: this.#offset + start, end: this.#offset + end };
  }
}
