import { parseJson, JsonProblem, type JsonNode } from "../../syntax/json.ts";
import { parseYaml, type YamlEntry, type YamlNode } from "../../syntax/yaml.ts";
import type { Span } from "../../syntax/text.ts";
import { NotExact, type OwnSet } from "../agreements.ts";
import { dataInsertion } from "./data-insertion.ts";

/** What is taken at a path of a file of data: the keys of the map there, or its values; of a list its items. */
export interface DataQuery {
  take: "keys" | "values";
  /** Keys, `*` for every entry of a map or item of a list; of several paths all that is found. */
  paths: readonly (readonly string[])[];
}

type Item = OwnSet["items"][number];

/** Texts that are filled in later: `{{ name }}`, `${NAME}`. */
const TEMPLATE = /\{\{|\$\{/;

/** A file of data as one tree. @throws {NotExact} where it does not parse */
export function readData(path: string, text: string): YamlNode {
  if (path.endsWith(".json")) {
    try {
      return fromJson(parseJson(text));
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      throw new NotExact(`it is no JSON: ${error.message}`, { at: { start: error.offset, end: error.offset } });
    }
  }
  const documents = parseYaml(text.replace(/^\ufeff/, " "));
  const [problem] = documents.flatMap(({ problems }) => problems);
  if (problem) throw new NotExact("its YAML has an error", { at: problem.span });
  const [document, second] = documents;
  if (second) throw new NotExact("it holds several YAML documents", { at: { start: second.span.start, end: second.span.start } });
  if (!document?.root) throw new NotExact("it is empty");
  return document.root;
}

/** The members that a file of data has. @throws {NotExact} */
export function readDataSet(text: string, root: YamlNode, { take, paths }: DataQuery): OwnSet {
  const found = paths.flatMap((path) => follow(root, path, 0, null));
  const items = found.flatMap(({ node, entry }) => (take === "keys" ? keysOf(node, entry) : valuesOf(node)));
  const [only] = found.length === 1 ? found : [];
  return {
    items,
    declared: declaredAt(root, paths[0] ?? []),
    insertion: only ? dataInsertion(text, only.node, take) : null,
  };
}

/** The key that holds the members, as far as one path leads to it. */
function declaredAt(root: YamlNode, path: readonly string[]): Span {
  const stem = path.includes("*") ? path.slice(0, path.indexOf("*")) : path;
  return follow(root, stem, 0, null)[0]?.entry?.keySpan ?? { start: 0, end: 0 };
}

interface Found {
  node: YamlNode;
  /** The entry that the node is the value of. */
  entry: YamlEntry | null;
}

function follow(node: YamlNode, path: readonly string[], at: number, entry: YamlEntry | null): Found[] {
  const step = path[at];
  if (step === undefined) return [{ node, entry }];
  const inside = path.slice(0, at).join(".");
  const of = inside === "" ? "it" : `\`${inside}\``;
  if (step === "*") {
    if (node.kind === "list") return node.items.flatMap((item) => follow(item, path, at + 1, entry));
    if (node.kind === "map")
      return node.entries.flatMap((inner) =>
        inner.value ? follow(inner.value, path, at + 1, inner) : unreadable(inner.keySpan),
      );
    throw new NotExact(`${of} is neither a list nor a map`, { at: node.span });
  }
  if (node.kind !== "map") throw new NotExact(`${of} is no map, so it has no \`${step}\``, { at: node.span });
  const inner = node.entries.findLast(({ key }) => key === step);
  if (!inner) {
    const known = node.entries.map(({ key }) => key);
    throw new NotExact(`${of} has no \`${step}\``, { at: entry?.keySpan ?? node.span, missing: { name: step, known } });
  }
  // A key with nothing behind it holds nothing.
  if (!inner.value || (inner.value.kind === "scalar" && inner.value.value === null))
    return at === path.length - 1
      ? [{ node: { kind: "list", span: inner.keySpan, items: [], flow: true }, entry: inner }]
      : unreadable(inner.keySpan);
  return follow(inner.value, path, at + 1, inner);
}

function unreadable(at: Span): never {
  throw new NotExact("an entry has no value", { at });
}

function keysOf(node: YamlNode, entry: YamlEntry | null): Item[] {
  if (node.kind === "list" && node.items.length === 0) return [];
  if (node.kind !== "map") throw new NotExact("there is no map whose keys could be taken", { at: entry?.keySpan ?? node.span });
  return node.entries.map(({ key, keySpan }) => {
    if (key === "$ref") throw new NotExact("it is given by a reference", { at: keySpan });
    return item(key, keySpan);
  });
}

function valuesOf(node: YamlNode): Item[] {
  if (node.kind === "scalar") return [scalar(node)];
  const values = node.kind === "list" ? node.items : node.entries.map(({ value, keySpan }) => value ?? unreadable(keySpan));
  return values.map((value) => {
    if (value.kind !== "scalar")
      throw new NotExact("an item is no text; name the key of each item that is meant, as in `tools.*.id`", { at: value.span });
    return scalar(value);
  });
}

function scalar({ value, span }: YamlNode & { kind: "scalar" }): Item {
  if (value === null) throw new NotExact("a value is empty", { at: span });
  return item(String(value), span);
}

function item(text: string, at: Span): Item {
  if (TEMPLATE.test(text)) throw new NotExact(`\`${text}\` is filled in later`, { at });
  return { text, at: { start: at.start, end: at.end } };
}

function fromJson(node: JsonNode): YamlNode {
  const { span } = node;
  if (node.kind === "scalar") return node;
  if (node.kind === "array") return { kind: "list", span, items: node.items.map(fromJson), flow: true };
  const entries = node.entries.map(({ key, keySpan, value }) => ({ key, keySpan, value: fromJson(value), merged: false }));
  return { kind: "map", span, entries, flow: true, merges: false };
}
