import type { YamlEntry, YamlNode } from "../../facts/spec.ts";

/** An entry or list item of a spec and where it stands. */
export interface Place {
  /** Keys from the top; `[]` for the items of a list. */
  path: readonly string[];
  /** Null for an item of a list. */
  entry: YamlEntry | null;
  value: YamlNode | null;
  /** The offset lies on the key, not on the value. */
  onKey: boolean;
}

/** The innermost entry or item at an offset. What a merge or an alias brings in is written elsewhere and does not count here. */
export function placeAt(root: YamlNode | null, offset: number): Place | null {
  let found: Place | null = null;
  const visit = (node: YamlNode | null, path: readonly string[]): void => {
    if (!node || offset < node.span.start || offset > node.span.end) return;
    if (node.kind === "list") {
      for (const item of node.items) {
        if (offset < item.span.start || offset > item.span.end) continue;
        found = { path: [...path, "[]"], entry: null, value: item, onKey: false };
        visit(item, [...path, "[]"]);
      }
    }
    if (node.kind !== "map") return;
    for (const entry of node.entries) {
      if (entry.merged) continue;
      const inner = [...path, entry.key];
      const { keySpan, value } = entry;
      if (offset >= keySpan.start && offset <= keySpan.end) found = { path: inner, entry, value, onKey: true };
      else if (value && offset >= value.span.start && offset <= value.span.end) {
        found = { path: inner, entry, value, onKey: false };
        visit(value, inner);
      }
    }
  };
  visit(root, []);
  return found;
}
