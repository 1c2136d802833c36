import type { Span, YamlNode } from "../../server/facts/spec.ts";

/** How a YAML document is written, so that what is added looks like the rest. */
export interface YamlStyle {
  eol: string;
  /** Spaces a nested map stands in. */
  unit: number;
  /** True when the items of a list stand below the key itself, not further in. */
  flushLists: boolean;
}

export function lineStart(text: string, at: number): number {
  // `lastIndexOf` looks at the first character even when told to end before it.
  return at === 0 ? 0 : Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
}

/** The end of the line that holds an offset, its line ending left out. */
export function lineEnd(text: string, at: number): number {
  const found = text.slice(at).search(/\r|\n/);
  return found < 0 ? text.length : at + found;
}

/** Columns before an offset; a byte order mark is none. */
export function column(text: string, at: number): number {
  const start = lineStart(text, at);
  return at - start - (at > start && text.startsWith("\ufeff", start) ? 1 : 0);
}

/** 1-based line of an offset. */
export function lineNumber(text: string, at: number): number {
  return (text.slice(0, at).match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
}

export function styleOf(text: string, root: YamlNode | null): YamlStyle {
  const style: YamlStyle = { eol: /\r\n|\n|\r/.exec(text)?.[0] ?? "\n", unit: 2, flushLists: false };
  const seen = { unit: false, list: false };
  const visit = (node: YamlNode | null, depth: number): void => {
    if (!node || depth > 6 || (seen.unit && seen.list) || (node.kind !== "scalar" && node.flow)) return;
    if (node.kind === "list") node.items.forEach((item) => visit(item, depth + 1));
    if (node.kind !== "map") return;
    for (const { keySpan, value, merged } of node.entries) {
      if (merged || !value) continue;
      const inner = value.kind === "scalar" || value.flow ? null : column(text, firstIn(value)) - column(text, keySpan.start);
      if (inner !== null && value.kind === "map" && !seen.unit && inner > 0 && inner <= 8) {
        style.unit = inner;
        seen.unit = true;
      }
      if (inner !== null && value.kind === "list" && !seen.list && inner >= 0) {
        style.flushLists = inner === 0;
        seen.list = true;
      }
      visit(value, depth + 1);
    }
  };
  visit(root, 0);
  return style;
}

function firstIn(node: YamlNode): number {
  return node.kind === "map" ? (node.entries[0]?.keySpan.start ?? node.span.start) : node.span.start;
}

/** The end of the last line of an entry, its trailing comment included; what a `|+` text keeps of empty lines belongs to it. */
export function entryEnd(text: string, keySpan: Span, value: YamlNode | null): number {
  const valueEnd = value ? Math.max(value.span.end, keySpan.end) : keySpan.end;
  const last = value && lastLeaf(text, value);
  if (last && /^[|>]\d?\+/.test(text.slice(last.span.start, last.span.start + 3))) return last.span.end;
  const written = text.slice(keySpan.start, valueEnd).trimEnd().length;
  return lineEnd(text, keySpan.start + written);
}

/** The value that ends a value; an alias ends where it stands. */
function lastLeaf(text: string, node: YamlNode): YamlNode {
  if (node.kind === "scalar" || node.flow || text[node.span.start] === "*") return node;
  const inner = node.kind === "list" ? node.items.at(-1) : node.entries.findLast(({ merged }) => !merged)?.value;
  return inner ? lastLeaf(text, inner) : node;
}
