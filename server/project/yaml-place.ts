import type { Span } from "../syntax/text.ts";
import type { YamlEntry, YamlNode } from "../syntax/yaml.ts";

/** A YAML value as plain data. */
export function plainYaml(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainYaml);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, value ? plainYaml(value) : null]));
  }
}

/** The node that keys and indexes lead to, as far as they do, and the entry it is the value of. */
export function follow(root: YamlNode, path: readonly PropertyKey[]): { node: YamlNode; entry: YamlEntry | null } {
  let node = root;
  let entry: YamlEntry | null = null;
  for (const step of path) {
    if (node.kind === "map") {
      entry = node.entries.findLast((candidate) => candidate.key === String(step)) ?? null;
      if (!entry) return { node, entry };
      if (!entry.value) return { node: { kind: "scalar", span: entry.keySpan, value: null }, entry };
      node = entry.value;
    } else if (node.kind === "list" && typeof step === "number") {
      const item = node.items[step];
      if (!item) return { node, entry };
      node = item;
    } else return { node, entry };
  }
  return { node, entry };
}

/** Where a key of a map stands. */
export function keySpan(node: YamlNode, key: string): Span {
  return (node.kind === "map" && node.entries.find((entry) => entry.key === key)?.keySpan) || node.span;
}
