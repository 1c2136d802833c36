import { limited, unionOf, type DeclaredType, type Limits, type LiteralValue } from "./declared.ts";
import { COLLECTIONS, DEMANDS, DICTS, isClass, LIBRARIES, named, PYDANTIC, shortName, WRAPPERS } from "./declared-names.ts";

/** What a name in an annotation stands for: a dotted name, or the text of another type (an alias). Null for a name of which nothing is known. */
export type NameMeaning = { readonly dotted: string } | { readonly type: DeclaredType } | null;

const UNKNOWN: DeclaredType = { kind: "unknown" };
const ANY: DeclaredType = { kind: "any" };

/** Reads an annotation's text. @param meaning tells what its names stand for */
export function readTypeText(text: string, meaning: (name: string) => NameMeaning): DeclaredType {
  const tokens = tokensOf(text);
  if (!tokens) return UNKNOWN;
  const reader = new Reader(tokens, meaning);
  const type = reader.type();
  return reader.done ? type : UNKNOWN;
}

/** Reads the keywords of `Field(…)` and its like, as far as they are literals. */
export function readLimits(text: string): Limits {
  const tokens = tokensOf(text);
  return tokens ? new Reader(tokens, () => null).call() : {};
}

const KEYWORDS: Readonly<Record<string, keyof Limits>> = {
  gt: "gt",
  ge: "ge",
  lt: "lt",
  le: "le",
  multiple_of: "multipleOf",
  min_length: "minLength",
  max_length: "maxLength",
  min_items: "minLength",
  max_items: "maxLength",
  regex: "pattern",
  pattern: "pattern",
  strict: "strict",
};
const POSITIONAL: Readonly<Record<string, keyof Limits>> = {
  Gt: "gt",
  Ge: "ge",
  Lt: "lt",
  Le: "le",
  MultipleOf: "multipleOf",
  MinLen: "minLength",
  MaxLen: "maxLength",
};

type Token = { readonly kind: "name" | "string" | "number" | "mark"; readonly text: string; readonly value?: LiteralValue };

const TOKEN =
  /\s*(?:([A-Za-z_][\w.]*)(?!["'])|([rRuUbB]{0,2})("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\.\.\.|[[\](),|={}:*-]))/y;

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length;) {
    const match = TOKEN.exec(source);
    if (!match) return null;
    const [, name, prefix, string, number, mark] = match;
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (string !== undefined) {
      const inner = string.slice(1, -1);
      // Escapes are not read: such a text is there, and nothing is known of it.
      const readable = !/b/i.test(prefix ?? "") && (!inner.includes("\\") || /r/i.test(prefix ?? ""));
      tokens.push({ kind: "string", text: string, ...(readable ? { value: inner } : {}) });
    } else if (number !== undefined) tokens.push({ kind: "number", text: number, value: Number(number.replaceAll("_", "")) });
    else tokens.push({ kind: "mark", text: mark as string });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #meaning: (name: string) => NameMeaning;
  #at = 0;

  constructor(tokens: readonly Token[], meaning: (name: string) => NameMeaning) {
    this.#tokens = tokens;
    this.#meaning = meaning;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #takes(mark: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "mark" || token.text !== mark) return false;
    this.#at++;
    return true;
  }

  /** `A | B`. */
  type(): DeclaredType {
    const parts = [this.#part()];
    while (this.#takes("|")) parts.push(this.#part());
    return parts.length === 1 ? (parts[0] as DeclaredType) : unionOf(parts);
  }

  #part(): DeclaredType {
    if (this.#takes("(")) {
      const type = this.type();
      return this.#takes(")") ? type : this.#give();
    }
    const token = this.#tokens[this.#at++];
    if (token?.kind === "string") return typeof token.value === "string" ? readTypeText(token.value, this.#meaning) : UNKNOWN;
    if (token?.kind !== "name") return this.#give();
    if (token.text === "None") return { kind: "none" };
    const meant = this.#meaning(token.text);
    const next = this.#tokens[this.#at];
    const dotted = meant && "dotted" in meant ? meant.dotted : null;
    if (next?.kind === "mark" && next.text === "[") return this.#generic(dotted);
    if (next?.kind === "mark" && next.text === "(") return this.#called(dotted);
    if (meant && "type" in meant) return meant.type;
    return dotted === null ? UNKNOWN : named(dotted);
  }

  /** `X[…]`. */
  #generic(dotted: string | null): DeclaredType {
    this.#at++;
    const short = shortName(dotted);
    const isTyping = dotted !== null && (!dotted.includes(".") || LIBRARIES.test(dotted.slice(0, dotted.lastIndexOf("."))));
    if (isTyping && short === "Literal") return this.#literal();
    if (isTyping && short === "Annotated") return this.#annotated();
    const args: DeclaredType[] = [];
    let open = false;
    while (!this.#takes("]")) {
      if (this.done) return UNKNOWN;
      if (this.#takes("...")) open = true;
      else if (this.#takes("(")) {
        // `Tuple[()]`
        if (!this.#takes(")")) return this.#give();
      } else args.push(this.type());
      if (!this.#takes(",") && this.#tokens[this.#at]?.text !== "]") return this.#give();
    }
    const [first = ANY, second = ANY] = args;
    if (!isTyping) return isClass(dotted) ? { kind: "class", name: dotted as string } : UNKNOWN;
    if (short === "Optional") return unionOf([first, { kind: "none" }]);
    if (short === "Union") return unionOf(args);
    if (WRAPPERS.has(short)) return first;
    if (DICTS.has(short)) return { kind: "dict", key: first, value: second };
    const collection = Object.hasOwn(COLLECTIONS, short) ? COLLECTIONS[short] : undefined;
    if (!collection) return UNKNOWN;
    const fixed = collection === "tuple" && !open;
    return { kind: collection, items: fixed ? args : [first], fixed, limits: {} };
  }

  #literal(): DeclaredType {
    const values: LiteralValue[] = [];
    let known = true;
    while (!this.#takes("]")) {
      const token = this.#tokens[this.#at++];
      if (!token) return UNKNOWN;
      if (token.kind === "mark" && token.text === ",") continue;
      if (token.kind === "name" && /^(?:True|False|None)$/.test(token.text))
        values.push(token.text === "None" ? null : token.text === "True");
      else if (token.value !== undefined) values.push(token.value);
      else known = false;
    }
    return known ? { kind: "literal", values } : UNKNOWN;
  }

  /** What stands behind the type may convert what is given: then nothing is known. */
  #annotated(): DeclaredType {
    let type = this.type();
    while (this.#takes(",")) {
      const token = this.#tokens[this.#at];
      // A text or a number is a note for people.
      if (token?.kind === "string" || token?.kind === "number") {
        this.#at++;
        continue;
      }
      if (token?.kind !== "name" || !DEMANDS.has(shortName(token.text))) return this.#give();
      type = limited(type, this.call());
    }
    return this.#takes("]") ? type : this.#give();
  }

  /** `conint(gt=0)`, `conlist(int, min_items=1)`. */
  #called(dotted: string | null): DeclaredType {
    const short = shortName(dotted);
    if (!/^pydantic(?:\.|$)/.test(dotted ?? "")) return this.#give();
    if (/^con(?:list|set|frozenset)$/.test(short)) {
      this.#at++;
      const item = this.type();
      const limits = this.#takes(",") ? this.#arguments(short) : this.#takes(")") ? {} : null;
      if (limits === null) return this.#give();
      return { kind: short.slice(3) as "list" | "set" | "frozenset", items: [item], fixed: false, limits };
    }
    const made = Object.hasOwn(PYDANTIC, short) ? PYDANTIC[short] : undefined;
    if (!made) return this.#give();
    this.#at++;
    return { kind: "scalar", name: made.name, limits: { ...made.limits, ...this.#arguments(short) } };
  }

  /** A call, its name first. */
  call(): Limits {
    const name = shortName(this.#tokens[this.#at++]?.text ?? null);
    if (name === "Strict" && this.#tokens[this.#at]?.text !== "(") return { strict: true };
    return this.#takes("(") ? { ...(name === "Strict" ? { strict: true } : {}), ...this.#arguments(name) } : {};
  }

  /** Up to the closing parenthesis; the opening one was read. */
  #arguments(name: string): Limits {
    const limits: Record<string, LiteralValue> = {};
    let depth = 0;
    let key: string | null = null;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] as Token;
      const before = this.#tokens[this.#at - 1];
      if (token.kind === "mark" && /[([{]/.test(token.text)) depth++;
      else if (token.kind === "mark" && /[)\]}]/.test(token.text)) {
        if (depth-- === 0) {
          this.#at++;
          return limits;
        }
      } else if (depth > 0) continue;
      else if (token.kind === "mark" && token.text === "=" && before?.kind === "name") key = before.text;
      else if (token.kind === "mark" && token.text === ",") key = null;
      else {
        const limit = key !== null ? KEYWORDS[key] : before?.text === "(" ? POSITIONAL[name] : undefined;
        if (!limit || !Object.hasOwn(key !== null ? KEYWORDS : POSITIONAL, key ?? name)) continue;
        // `gt=-LIMIT` is no number.
        const whole = /^[,)]$/.test(this.#tokens[this.#at + 1]?.text ?? "");
        const value = token.kind === "name" && /^(?:True|False)$/.test(token.text) ? token.text === "True" : token.value;
        if (limit === "pattern") limits.pattern = whole && typeof value === "string" ? value : null;
        else if (limit === "strict" ? typeof value === "boolean" : typeof value === "number" && whole)
          limits[limit] = value as number;
      }
    }
    return {};
  }

  /** What follows can not be read. */
  #give(): DeclaredType {
    this.#at = Number.MAX_SAFE_INTEGER;
    return UNKNOWN;
  }
}
