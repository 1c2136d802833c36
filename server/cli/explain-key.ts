import { keysOf, type ShapeKey } from "../facts/spec/shape-keys.ts";
import { describeShape, specShape } from "../facts/spec/shape.ts";
import { readSpecText } from "../facts/spec.ts";
import { isRequired } from "../lint/spec-keys.ts";
import { entryOf } from "../facts/spec/lookup.ts";
import type { YamlNode } from "../syntax/yaml.ts";
import { nearest } from "../../rules/shared/nearest.ts";
import { KINDS } from "./module-kinds.ts";
import readers from "./spec-readers.json";
import { starterSpec } from "./starter-text.ts";

/** A key of a module spec, as `l9 explain` tells it. */
export interface ExplainedKey {
  /** Dotted, `[]` for the items of a list, `<name>` for a name that the writer chooses. */
  key: string;
  required: boolean;
  /** What it takes, in words. */
  takes: string;
  meaning: string;
  /** As the specs of `l9 init --kind` have it, YAML from the top; null where none has it. */
  example: string | null;
  /** The keys of the map that stands there, each with its meaning. */
  keys: { key: string; takes: string; meaning: string }[];
  /** The rules that look at it, beside those which look at every key, and the phases of a generation that use it with the template. */
  read_by: { rules: readonly string[]; phases: readonly string[] };
}

/** By key; made of the sources by `npm run spec-readers`. */
const READERS: Readonly<Record<string, ExplainedKey["read_by"]>> = readers;

/** The key of a spec that a text means: as it is written in a spec, with or without `module.`, `0` or `[0]` for an item. Null where there is none. */
export function explainKey(written: string): ExplainedKey | null {
  const known = keysOf(specShape);
  const asked = written.replace(/\[\d*\]|\.\d+(?=\.|$)/g, "[]");
  const found = find(known, asked) ?? find(known, `module.${asked}`);
  if (!found) return null;
  const { path, shape } = found;
  const below = known.filter(({ path: key }) => new RegExp(`^${escaped(path)}(?:\\[\\])?\\.(?:<name>\\.)?[^.[]+$`).test(key));
  const parts = path.replaceAll("[]", ".[]").split(".");
  return {
    key: path,
    required: isRequired(parts.slice(0, -1), parts.at(-1) as string),
    takes: describeShape(shape),
    meaning: shape.description ?? "",
    example: exampleOf(parts),
    read_by: READERS[path] ?? { rules: [], phases: [] },
    keys: below.map((key) => ({ key: key.path, takes: describeShape(key.shape), meaning: key.shape.description ?? "" })),
  };
}

/** The key that was probably meant, for a message. */
export function nearestKey(written: string): string | null {
  const paths = keysOf(specShape).map(({ path }) => path);
  return nearest(written, paths) ?? nearest(`module.${written}`, paths);
}

/** `<name>` stands for any name; that a key is one of an item need not be said. */
function find(known: readonly ShapeKey[], path: string): ShapeKey | null {
  return (
    known.find((key) =>
      new RegExp(`^${escaped(key.path).replace("<name>", "[^.[\\]]+").replaceAll("\\[\\]", "(?:\\[\\])?")}$`).test(path),
    ) ?? null
  );
}

function escaped(path: string): string {
  return path.replace(/[.[\]]/g, "\\$&");
}

function exampleOf(parts: readonly string[]): string | null {
  for (const kind of KINDS) {
    const text = starterSpec(kind, `news_${kind === "adapter" ? "webhook" : kind}`);
    const lines = excerpt(text, readSpecText(text).root, parts);
    if (lines) return lines.join("\n");
  }
  return null;
}

/** The lines of the key at a path and the keys that lead to it; null where the text does not have it. */
function excerpt(text: string, root: YamlNode | null, parts: readonly string[]): string[] | null {
  const kept: string[] = [];
  let node = root;
  let end = 0;
  for (const [at, part] of parts.entries()) {
    if (part === "[]") {
      if (node?.kind !== "list" || !node.items[0]) return null;
      node = node.items[0];
      keep(node.span.start, node.span.start);
      continue;
    }
    if (node?.kind !== "map") return null;
    const entry = part === "<name>" ? (node.entries[0] ?? null) : entryOf(node, part);
    if (!entry) return null;
    keep(entry.keySpan.start, at === parts.length - 1 ? (entry.value?.span.end ?? entry.keySpan.end) : entry.keySpan.end);
    node = entry.value;
  }
  return kept.filter((line) => !/^\s*(?:#|$)/.test(line)).map((line) => line.replace(/\s+#.*$/, ""));

  /** The lines that an extent lies on, without those that are there already: a map in braces stands on one. */
  function keep(from: number, to: number): void {
    const start = Math.max(end, text.lastIndexOf("\n", from - 1) + 1);
    const until = lineEnd(text, Math.max(from, to - 1));
    if (start < until) kept.push(...text.slice(start, until).split("\n"));
    end = Math.max(end, until);
  }
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
