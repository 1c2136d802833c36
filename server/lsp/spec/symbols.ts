import { SymbolKind, type DocumentSymbol } from "vscode-languageserver/node";
import { firstLine, readSpec, type SpecDocument, type YamlEntry, type YamlNode } from "../../facts/spec.ts";
import { Text } from "../../syntax/text.ts";
import { visible } from "../../syntax/visible.ts";

/** Deeper values are left out: an outline of that depth helps nobody. */
const MAX_DEPTH = 8;

/** The outline of a spec file; several documents stand side by side under their module ids. */
export function specSymbols(path: string, text: string): DocumentSymbol[] {
  const lines = new Text(text);
  const documents = readSpec(path, text);
  const outline = documents.map((document) => new Outline(document, lines).children(document.root, 0));
  if (documents.length < 2) return outline.flat();
  return documents.flatMap((document, at) => {
    const { root } = document;
    if (!root) return [];
    const selection = firstLine(text, document.idSpan);
    return {
      name: visible(document.id ?? `document ${at + 1}`),
      kind: SymbolKind.Module,
      range: rangeOf(lines, { start: Math.min(root.span.start, selection.start), end: Math.max(root.span.end, selection.end) }),
      selectionRange: rangeOf(lines, selection),
      children: outline[at] ?? [],
    };
  });
}

class Outline {
  readonly #text: string;
  readonly #lines: Text;

  constructor(document: SpecDocument, lines: Text) {
    this.#text = document.text;
    this.#lines = lines;
  }

  children(node: YamlNode | null, depth: number): DocumentSymbol[] {
    // What an alias stands for is written, and shown, elsewhere.
    if (!node || depth > MAX_DEPTH || this.#text[node.span.start] === "*") return [];
    if (node.kind === "list") return node.items.flatMap((item, at) => this.#item(item, at, depth));
    return node.kind === "map" ? node.entries.filter(({ merged }) => !merged).map((entry) => this.#entry(entry, depth)) : [];
  }

  #entry({ key, keySpan, value }: YamlEntry, depth: number): DocumentSymbol {
    return {
      name: key === "" ? '""' : visible(key),
      detail: detailOf(value),
      kind: depth === 0 && key === "module" ? SymbolKind.Module : kindOf(value),
      range: rangeOf(this.#lines, { start: keySpan.start, end: Math.max(keySpan.end, value?.span.end ?? 0) }),
      selectionRange: rangeOf(this.#lines, keySpan),
      children: this.children(value, depth + 1),
    };
  }

  #item(item: YamlNode, at: number, depth: number): DocumentSymbol[] {
    if (this.#text[item.span.start] === "*") return [];
    const names = item.kind === "map" ? item.entries.filter(({ key }) => key === "name" || key === "id") : [];
    const label = detailOf(item.kind === "map" ? (names[0]?.value ?? null) : item);
    const range = rangeOf(this.#lines, item.span);
    return [
      {
        name: label === "" ? String(at + 1) : label,
        kind: kindOf(item),
        range,
        selectionRange: rangeOf(this.#lines, firstLine(this.#text, item.span)),
        children: item.kind === "scalar" ? [] : this.children(item, depth + 1),
      },
    ];
  }
}

function detailOf(node: YamlNode | null): string {
  if (node?.kind !== "scalar" || node.value === null) return "";
  const [line = ""] = String(node.value).trim().split("\n");
  return visible(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

function kindOf(node: YamlNode | null): SymbolKind {
  if (!node) return SymbolKind.Null;
  if (node.kind === "map") return SymbolKind.Object;
  if (node.kind === "list") return SymbolKind.Array;
  if (typeof node.value === "number") return SymbolKind.Number;
  return typeof node.value === "boolean" ? SymbolKind.Boolean : SymbolKind.String;
}

function rangeOf(lines: Text, { start, end }: { start: number; end: number }): DocumentSymbol["range"] {
  return { start: lines.position(start), end: lines.position(end) };
}
