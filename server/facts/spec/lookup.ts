import { step } from "../../syntax/meter.ts";
import type { Span } from "../../syntax/text.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../../syntax/yaml.ts";
import { newValue, sourcesOf } from "./v2-layout.ts";
import type { SpecNumber, SpecText } from "./types.ts";

/** What stands at a path of the spec, and the path under which it was found (another one than asked for in a v2 layout). */
export interface SpecEntry {
  path: string;
  keySpan: Span;
  value: YamlNode | null;
}

/** The entry of a map; the last of two equal ones wins over the first. */
export function entryOf(map: YamlMap, key: string): YamlEntry | null {
  step(map.entries.length >> 4);
  return map.entries.findLast((entry) => entry.key === key) ?? null;
}

/** The entry at a dotted path (`module.repo.allowed_new_files`), exactly where the path says. */
export function entryAt(root: YamlNode | null, path: string): YamlEntry | null {
  let node = root;
  let entry: YamlEntry | null = null;
  for (const key of path.split(".")) {
    if (node?.kind !== "map") return null;
    entry = entryOf(node, key);
    if (!entry) return null;
    node = entry.value;
  }
  return entry;
}

/** The entry that means a v3 path: at that path, or where a v2 layout keeps it. Values that v3 writes otherwise are given in v3's words. */
export function lookup(root: YamlNode | null, path: string, legacy: boolean): SpecEntry | null {
  const direct = entryAt(root, path);
  if (direct) return { path, keySpan: direct.keySpan, value: direct.value };
  if (!legacy) return null;
  let found: SpecEntry | null = null;
  for (const { path: source, row } of sourcesOf(path)) {
    const entry = entryAt(root, source);
    if (!entry) continue;
    let value = entry.value;
    if (value?.kind === "scalar") value = { ...value, value: newValue(row, value.value) ?? value.value };
    if (found?.value?.kind === "list" && value?.kind === "list") {
      // Two lists of the old layout make one of the new: `acceptance.positive` and `acceptance.negative`.
      found.value = { ...found.value, items: [...found.value.items, ...value.items] };
    } else if (!found || isEmpty(found.value)) found = { path: source, keySpan: entry.keySpan, value };
  }
  return found;
}

/** Null, an empty or blank text, an empty list or map, or a list of nothing else. */
export function isEmpty(node: YamlNode | null): boolean {
  if (!node) return true;
  if (node.kind === "map") return node.entries.length === 0;
  if (node.kind === "list") return node.items.every((item) => isEmpty(item));
  return node.value === null || (typeof node.value === "string" && node.value.trim() === "");
}

/** The text of a scalar; numbers are no text. */
export function textOf(node: YamlNode | null | undefined): SpecText | null {
  return node?.kind === "scalar" && typeof node.value === "string" ? { text: node.value, span: node.span } : null;
}

export function numberOf(node: YamlNode | null | undefined): SpecNumber | null {
  return node?.kind === "scalar" && typeof node.value === "number" ? { value: node.value, span: node.span } : null;
}

export function booleanOf(node: YamlNode | null | undefined): boolean | null {
  return node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : null;
}

export function itemsOf(node: YamlNode | null | undefined): readonly YamlNode[] {
  return node?.kind === "list" ? node.items : [];
}

/** The texts of a list; a single text counts as a list of one. */
export function textsOf(node: YamlNode | null | undefined): SpecText[] {
  const items = node?.kind === "scalar" ? [node] : itemsOf(node);
  return items.flatMap((item) => textOf(item) ?? []);
}

/** The text of a scalar at a dotted path, null when it is absent or no text. */
export function textAt(root: YamlNode | null, path: string): string | null {
  return textOf(entryAt(root, path)?.value)?.text ?? null;
}

/** The texts of a list at a dotted path with their places. */
export function textsAt(root: YamlNode | null, path: string): SpecText[] {
  return textsOf(entryAt(root, path)?.value);
}
