import { firstLine, type SpecDocument, type Span, type YamlNode } from "../../server/facts/spec.ts";

/** How far a path exists in a spec. */
interface Reached {
  /** The key, or the item, that was reached last. */
  at: Span;
  /** The value of the whole path; null where it ends before, or is empty. */
  value: YamlNode | null;
}

/** @param path dotted, as `module.interfaces.inbound.0`; a number is an item of a list, from 0 */
function reach(document: SpecDocument, path: string): Reached {
  let at = document.idSpan;
  let node: YamlNode | null = document.root;
  for (const key of path.split(".")) {
    if (node?.kind === "map") {
      const entry = node.entries.findLast((one) => one.key === key);
      if (!entry) return { at, value: null };
      at = entry.keySpan;
      node = entry.value;
    } else {
      const item: YamlNode | undefined = node?.kind === "list" ? node.items[Number(key)] : undefined;
      if (!item) return { at, value: null };
      at = item.span;
      node = item;
    }
  }
  return { at, value: node };
}

/** Where a key of a spec stands, or the deepest one above it that the spec has: on one line. */
export function placeOfKey(document: SpecDocument, path: string): Span {
  return firstLine(document.text, reach(document, path).at);
}

/** What stands at a key of a spec, as it is written; empty for nothing. */
export function saidAt(document: SpecDocument, path: string): string {
  const { value } = reach(document, path);
  return value ? document.text.slice(value.span.start, value.span.end).trim() : "";
}
