import type { Span } from "./text.ts";

export interface JsonEntry {
  key: string;
  keySpan: Span;
  value: JsonNode;
}

/** A JSON value with its place. */
export type JsonNode =
  | { kind: "object"; span: Span; entries: JsonEntry[] }
  | { kind: "array"; span: Span; items: JsonNode[] }
  | { kind: "scalar"; span: Span; value: string | number | boolean | null };

/** Deeper nesting is refused. */
const MAX_DEPTH = 512;

export class JsonProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Parses a JSON text (RFC 8259, a BOM allowed) with places. Throws a `JsonProblem`. */
export function parseJson(text: string): JsonNode {
  const parser = new JsonParser(text);
  return parser.document();
}

class JsonParser {
  readonly #text: string;
  #at: number;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith("\ufeff") ? 1 : 0;
  }

  document(): JsonNode {
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail("there is more behind the end of the value");
    return node;
  }

  #value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) this.#fail(`it is nested deeper than ${MAX_DEPTH} levels`);
    this.#space();
    const start = this.#at;
    const unit = this.#text[start];
    if (unit === "{") return this.#object(depth, start);
    if (unit === "[") return this.#array(depth, start);
    if (unit === '"') return { kind: "scalar", value: this.#string(), span: { start, end: this.#at } };
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at += word.length;
      return { kind: "scalar", value, span: { start, end: this.#at } };
    }
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = start;
    const match = number.exec(this.#text);
    if (!match)
      return this.#fail(
        unit === undefined ? "it ends where a value is expected" : `${JSON.stringify(unit)} stands where a value is expected`,
      );
    this.#at += match[0].length;
    return { kind: "scalar", value: Number(match[0]), span: { start, end: this.#at } };
  }

  #object(depth: number, start: number): JsonNode {
    const entries: JsonEntry[] = [];
    this.#at++;
    if (!this.#take("}")) {
      do {
        this.#space();
        const at = this.#at;
        if (this.#text[at] !== '"') this.#fail("a key in double quotes is expected");
        const key = this.#string();
        const keySpan = { start: at, end: this.#at };
        if (!this.#take(":")) this.#fail('":" is expected behind a key');
        entries.push({ key, keySpan, value: this.#value(depth + 1) });
      } while (this.#take(","));
      if (!this.#take("}")) this.#fail('"," or "}" is expected');
    }
    return { kind: "object", entries, span: { start, end: this.#at } };
  }

  #array(depth: number, start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    if (!this.#take("]")) {
      do items.push(this.#value(depth + 1));
      while (this.#take(","));
      if (!this.#take("]")) this.#fail('"," or "]" is expected');
    }
    return { kind: "array", items, span: { start, end: this.#at } };
  }

  #string(): string {
    const start = this.#at;
    for (let at = start + 1; at < this.#text.length; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === 0x5c) at++;
      else if (unit < 0x20) break;
      else if (unit === 0x22) {
        this.#at = at + 1;
        try {
          return JSON.parse(this.#text.slice(start, at + 1)) as string;
        } catch {
          return this.#fail("a text holds an escape that JSON does not have", start);
        }
      }
    }
    return this.#fail("a text is not closed on its line", start);
  }

  #take(unit: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== unit) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at++;
    }
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonProblem(message, offset);
  }
}

/** The value of a key of an object; undefined for anything else. */
export function jsonAt(node: JsonNode | undefined, ...path: string[]): JsonNode | undefined {
  let at = node;
  for (const key of path) at = at?.kind === "object" ? at.entries.findLast((entry) => entry.key === key)?.value : undefined;
  return at;
}

export function jsonText(node: JsonNode | undefined): string | null {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : null;
}
