import { firstLine, type SpecDocument, type YamlNode } from "../../server/facts/spec.ts";
import type { Span } from "../../server/facts/spec.ts";

/**
 * Where a key of a spec stands, or the deepest one above it that the spec has. A number in the path is an item of a list, from 0.
 * @param path dotted, as `module.interfaces.inbound.0`
 */
export function placeOfKey(document: SpecDocument, path: string): Span {
  let found = document.idSpan;
  let node: YamlNode | null = document.root;
  for (const key of path.split(".")) {
    if (node?.kind === "map") {
      const entry = node.entries.findLast((one) => one.key === key);
      if (!entry) break;
      found = entry.keySpan;
      node = entry.value;
    } else if (node?.kind === "list") {
      const item: YamlNode | undefined = node.items[Number(key)];
      if (!item) break;
      found = item.span;
      node = item;
    } else break;
  }
  return firstLine(document.text, found);
}
