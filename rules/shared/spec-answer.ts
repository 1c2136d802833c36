import type { Edit } from "../define.ts";
import { readSpecText, type SpecDocument, type YamlList, type YamlNode } from "../../server/facts/spec.ts";
import { alternative, shapeOfKey, specShape, type Shape } from "../../server/facts/spec/shape.ts";
import { fillStub, gapAt, insertStub, intoMap, isInFlow } from "./spec-insert.ts";
import { STUB } from "./spec-stub.ts";
import { column, entryEnd } from "./yaml-layout.ts";

/** What puts the stub of an answer into a spec. */
export interface Answer {
  /** The dotted path of what is filled in. */
  key: string;
  /** What an answer may look like, for a title; empty where the question tells none. */
  example: string;
  edits: Edit[];
}

/**
 * Puts a stub where an answer belongs: what stands for the answer is `TODO`, since nothing is made up, with the example as a comment where there is room for
 * one. Null where the text gives no safe place.
 * @param specKey where the answer belongs; a number is an item of a list, from 0 @param stub the example as YAML, from some key of that path on, or items of a list
 */
export function fillAnswer(document: SpecDocument, specKey: string, stub: string): Answer | null {
  const example = readSpecText(stub).root;
  if (!example) return null;
  const { keys, leaf } = leafOf(specKey.split("."), example);
  const key = keys.join(".");
  const there = nodeAt(document.root, keys);
  const known = there ? scalarsIn(there) : [];
  const examples = scalarsIn(leaf).filter((text) => !known.includes(text));
  const shown = examples.join(", ");
  const made = there?.kind === "list" && there.items.length > 0 ? append(document.text, there, examples) : put(document, keys);
  if (!made) return null;
  if (shown === "") return { key, example: "", edits: made };
  return { key, example: ` (such as ${shown})`, edits: withExamples(made, examples) };
}

/** Where the value of the example belongs, and that value: maps of one key each lead to it. */
function leafOf(specKey: readonly string[], root: YamlNode): { keys: readonly string[]; leaf: YamlNode } {
  const own: string[] = [];
  let leaf = root;
  for (let only = onlyEntry(leaf); only; only = onlyEntry(leaf)) {
    own.push(only.key);
    if (!only.value) break;
    leaf = only.value;
  }
  const shared = own[0] === undefined ? -1 : specKey.indexOf(own[0]);
  return { keys: [...specKey.slice(0, shared < 0 ? specKey.length : shared), ...own], leaf };
}

function onlyEntry(node: YamlNode): { key: string; value: YamlNode | null } | null {
  return node.kind === "map" && node.entries.length === 1 ? (node.entries[0] ?? null) : null;
}

function scalarsIn(node: YamlNode): string[] {
  if (node.kind === "scalar") return node.value === null ? [] : [String(node.value)];
  if (node.kind === "list") return node.items.flatMap(scalarsIn);
  return node.entries.flatMap(({ value }) => (value ? scalarsIn(value) : []));
}

function nodeAt(root: YamlNode | null, keys: readonly string[]): YamlNode | null {
  let node = root;
  for (const key of keys) {
    if (node?.kind === "map") node = node.entries.findLast((entry) => entry.key === key)?.value ?? null;
    else node = node?.kind === "list" ? (node.items[Number(key)] ?? null) : null;
  }
  return node;
}

function shapeAtKeys(keys: readonly string[]): Shape {
  let shape: Shape | null = specShape;
  for (const key of keys)
    shape = shape && (/^\d+$/.test(key) ? (alternative(shape, "array")?.items ?? null) : shapeOfKey(shape, key));
  return shape ?? {};
}

/** The value of a key that is missing, empty, or says what can not be meant. */
function put(document: SpecDocument, keys: readonly string[]): Edit[] | null {
  const { text, root } = document;
  const shape = shapeAtKeys(keys);
  const number = keys.findLastIndex((key) => /^\d+$/.test(key));
  if (number >= 0) {
    const item = nodeAt(root, keys.slice(0, number + 1));
    const [key, ...more] = keys.slice(number + 1);
    if (item?.kind !== "map" || key === undefined || more.length > 0 || nodeAt(item, [key])) return null;
    const order = Object.keys(alternative(shapeAtKeys(keys.slice(0, number + 1)), "object")?.properties ?? {});
    const edit = intoMap(document, item, null, key, shape, order);
    return edit && [edit];
  }
  const path = keys.join(".");
  const entry = document.layout === "v2" ? null : document.get(path);
  if (!entry) return insertStub(document, gapAt(root, path), shape);
  if (entry.value?.kind === "scalar" && entry.value.value !== null)
    return text[entry.value.span.start] === "*" ? null : [{ span: entry.value.span, text: STUB }];
  return fillStub(document, entry.keySpan, entry.value, shape, isInFlow(root, keys));
}

/** One more item for each example, behind those that a list has. */
function append(text: string, list: YamlList, examples: readonly string[]): Edit[] | null {
  const last = list.items.at(-1);
  if (!last || text[list.span.start] === "*") return null;
  if (list.flow) {
    const at = last.span.end;
    return [{ span: { start: at, end: at }, text: examples.map(() => `, ${STUB}`).join("") }];
  }
  const dash = text.lastIndexOf("-", last.span.start);
  const at = entryEnd(text, last.span, last);
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const indent = " ".repeat(column(text, dash));
  return [{ span: { start: at, end: at }, text: `${eol}${indent}- ${STUB}` }];
}

/** A stub for each example, with that example beside it where it ends its line. */
function withExamples(edits: Edit[], examples: readonly string[]): Edit[] {
  const at = edits.findLastIndex(({ text }) => text.includes(STUB));
  return edits.map((edit, index) => (index === at ? { ...edit, text: repeated(edit.text, examples) } : edit));
}

function repeated(text: string, examples: readonly string[]): string {
  const item = /(^|\r\n|\n|\r)([ \t]*- )TODO([\r\n]*)$/.exec(text);
  if (item) {
    const [whole, before = "", dash = "", end = ""] = item;
    const lines = examples.map((example) => `${dash}${STUB}${beside(example)}`);
    return text.slice(0, -whole.length) + before + lines.join(before || end || "\n") + end;
  }
  if (text.includes(`[${STUB}]`)) return text.replace(`[${STUB}]`, `[${examples.map(() => STUB).join(", ")}]`);
  // What is put into braces has no line of its own.
  return /[\r\n]/.test(text)
    ? text.replace(/TODO([\r\n]*)$/, (_, end: string) => `${STUB}${beside(examples.join(", "))}${end}`)
    : text;
}

function beside(example: string): string {
  return ` # such as ${example}`;
}
