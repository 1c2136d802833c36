import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from "yaml";
import { step } from "./meter.ts";
import type { Span } from "./text.ts";
import type { YamlEntry, YamlNode, YamlProblem } from "./yaml.ts";
import { unmaskTokens } from "./yaml-tokens.ts";

/** Nodes that the aliases of one document may stand for: more is an alias bomb. */
const MAX_EXPANDED = 20_000;

interface Anchor {
  /** Null while the anchored value is being read, and for an empty one. */
  node: YamlNode | null;
  nodes: number;
  open: boolean;
}

interface Converted {
  root: YamlNode | null;
  problems: YamlProblem[];
  refused: boolean;
}

/** Turns the library's document into plain nodes; offsets are moved by `offset`. */
export function convertDocument(document: Document.Parsed, offset: number): Converted {
  const converter = new Converter(offset);
  const root = document.contents ? converter.convert(document.contents) : null;
  // A document of nothing but comments has no root.
  const isNothing = root?.kind === "scalar" && root.value === null && root.span.start === root.span.end;
  if (converter.bomb === null) return { root: isNothing ? null : root, problems: converter.problems, refused: false };
  const message = `The aliases of this document stand for more than ${MAX_EXPANDED} values. It is not read: write the values out.`;
  return { root: null, problems: [{ span: converter.bomb, message, structural: true }], refused: true };
}

class Converter {
  readonly problems: YamlProblem[] = [];
  /** The alias at which the document turned out to be a bomb. */
  bomb: Span | null = null;
  readonly #offset: number;
  readonly #anchors = new Map<string, Anchor>();
  #nodes = 0;
  #expanded = 0;

  constructor(offset: number) {
    this.#offset = offset;
  }

  convert(node: Node): YamlNode | null {
    if (isAlias(node)) return this.#alias(node.source, this.#span(node));
    const name = "anchor" in node ? node.anchor : undefined;
    if (!name) return this.#plain(node);
    const anchor: Anchor = { node: null, nodes: 0, open: true };
    this.#anchors.set(name, anchor);
    const before = this.#nodes;
    anchor.node = this.#plain(node);
    anchor.nodes = this.#nodes - before;
    anchor.open = false;
    return anchor.node;
  }

  #alias(source: string, span: Span): YamlNode | null {
    // An alias that means nothing still stands there.
    const nothing: YamlNode = { kind: "scalar", span, value: null };
    const anchor = this.#anchors.get(source);
    if (!anchor) {
      this.#problem(
        span,
        `The alias \`*${source}\` has no anchor \`&${source}\` before it: define the anchor first, or write the value out.`,
      );
      return nothing;
    }
    if (anchor.open) {
      this.#problem(
        span,
        `The alias \`*${source}\` stands inside the value it points to, so the value has no end. Write the value out.`,
      );
      return nothing;
    }
    this.#nodes += anchor.nodes;
    this.#expanded += anchor.nodes;
    if (this.#expanded > MAX_EXPANDED) {
      this.bomb ??= span;
      return null;
    }
    return anchor.node && { ...anchor.node, span };
  }

  #plain(node: Node): YamlNode | null {
    this.#nodes++;
    step();
    const span = this.#span(node);
    if (isMap(node)) {
      const { entries, end, merges } = this.#entries(node.items as Pair<Node | null, Node | null>[]);
      return {
        kind: "map",
        span: node.flow ? span : { start: span.start, end: end ?? span.end },
        entries,
        flow: node.flow === true,
        merges,
      };
    }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.convert(item as Node) ?? []);
      const end = node.flow ? span.end : (items.at(-1)?.span.end ?? span.end);
      return { kind: "list", span: { start: span.start, end }, items, flow: node.flow === true };
    }
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === "string") return { kind: "scalar", span, value: unmaskTokens(value) };
    if (typeof value === "number" || typeof value === "boolean") return { kind: "scalar", span, value };
    // YAML 1.1 has dates: as written they are texts.
    return { kind: "scalar", span, value: value instanceof Date ? (node.source ?? null) : null };
  }

  /**
   * The entries of a map and the end of the last one: the library ends block maps behind their last comment. What a merge key brings in counts where
   * neither the map nor an earlier merge has that key.
   */
  #entries(pairs: readonly Pair<Node | null, Node | null>[]): { entries: YamlEntry[]; end: number | null; merges: boolean } {
    const entries: YamlEntry[] = [];
    let end: number | null = null;
    let merges = false;
    const seen = new Set<string>();
    for (const { key, value: given } of pairs) {
      const keySpan = this.#keySpan(key, given);
      const value = given ? this.convert(given) : null;
      end = Math.max(keySpan.end, value?.span.end ?? 0);
      if (isMergeKey(key)) {
        entries.push(...this.#merge(value, keySpan));
        merges = true;
        continue;
      }
      const name = keyName(key);
      if (seen.has(name)) {
        this.#problem(
          keySpan,
          `The key \`${name}\` is given twice in this map, so one of the two values is lost: keep one, or rename the other.`,
        );
      }
      seen.add(name);
      entries.push({ key: name, keySpan, value, merged: false });
    }
    const kept = new Set(seen);
    const counting = entries.filter(({ key, merged }) => !merged || (!kept.has(key) && kept.add(key)));
    return { entries: merges ? counting : entries, end, merges };
  }

  #keySpan(key: Node | null, value: Node | null): Span {
    if (key && !isMap(key) && !isSeq(key)) return this.#span(key);
    // A map or list as a key ends with its last value, as everywhere.
    if (key) return this.convert(key)?.span ?? this.#span(key);
    const at = value ? this.#span(value).start : this.#offset;
    return { start: at, end: at };
  }

  #merge(value: YamlNode | null, keySpan: Span): YamlEntry[] {
    const maps = value?.kind === "list" ? value.items : value ? [value] : [];
    if (value && maps.some((map) => map.kind !== "map"))
      this.#problem(keySpan, "The merge key `<<` takes a map, or a list of maps: give it an alias of one (`<<: *defaults`).");
    return maps.flatMap((map) => (map.kind === "map" ? map.entries.map((entry) => ({ ...entry, merged: true })) : []));
  }

  #problem(span: Span, message: string): void {
    this.problems.push({ span, message, structural: false });
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { start: this.#offset + start, end: this.#offset + end };
  }
}

/** `<<`, unless it stands in quotes. Read as YAML 1.1 it is a value of its own, no text. */
function isMergeKey(key: Node | null): boolean {
  if (!isScalar(key)) return false;
  const quoted = key.type === "QUOTE_DOUBLE" || key.type === "QUOTE_SINGLE";
  return !quoted && (key.value === "<<" || typeof key.value === "symbol");
}

/** A key as text; a map or list used as a key has no name that a spec could mean. */
function keyName(key: Node | null): string {
  // Read as YAML 1.1 `on` is no text: its name is what stands there.
  if (isScalar(key)) return unmaskTokens(typeof key.value === "string" ? key.value : (key.source ?? String(key.value)));
  return isAlias(key) ? `*${key.source}` : "?";
}
