import type { Span } from "../syntax/text.ts";
import { parseYaml, type YamlDocument, type YamlEntry, type YamlNode } from "../syntax/yaml.ts";

export type { YamlDocument, YamlEntry, YamlNode } from "../syntax/yaml.ts";
export type { Span } from "../syntax/text.ts";

/** One YAML document that is a module spec. */
export interface SpecDocument {
  readonly path: string;
  readonly text: string;
  readonly yaml: YamlDocument;
  readonly root: YamlNode | null;
}

/** The spec documents of a file. */
export function readSpec(path: string, text: string): SpecDocument[] {
  return parseYaml(text).map((yaml) => ({ path, text, yaml, root: yaml.root }));
}

/** The entry at a dotted path (`module.repo.allowed_new_files`); keys are looked up one map at a time. */
export function entryAt(root: YamlNode | null, path: string): YamlEntry | null {
  let node = root;
  let entry: YamlEntry | null = null;
  for (const key of path.split(".")) {
    if (node?.kind !== "map") return null;
    // A key written in the map itself wins over one that a merge key brings.
    entry = node.entries.find((candidate) => candidate.key === key && !candidate.merged) ?? node.entries.find((candidate) => candidate.key === key) ?? null;
    if (!entry) return null;
    node = entry.value;
  }
  return entry;
}

/** The text of a scalar at a dotted path, null when it is absent or no text. */
export function textAt(root: YamlNode | null, path: string): string | null {
  const value = entryAt(root, path)?.value;
  return value?.kind === "scalar" && typeof value.value === "string" ? value.value : null;
}

/** The texts of a list at a dotted path with their places. */
export function textsAt(root: YamlNode | null, path: string): { text: string; span: Span }[] {
  const value = entryAt(root, path)?.value;
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item) => (item.kind === "scalar" && typeof item.value === "string" ? [{ text: item.value, span: item.span }] : []));
}
