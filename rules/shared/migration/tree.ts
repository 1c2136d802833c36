import type { YamlStyle } from "../yaml-layout.ts";
import type { Part } from "./parts.ts";

/** An item of a list that is put together from several lists. */
export interface Item {
  lead: string[];
  /** Lines from behind the dash; continuation lines as in the source. */
  lines: string[];
  /** Column of the text behind the dash in the source, null for an item of a flow list. */
  indent: number | null;
}

/** A key of the new document: a part of the old one, a list put together, or a map of further keys. */
export interface Branch {
  key: string;
  /** Comments above the key. */
  lead: string[];
  /** Comment on the key's own line; only for maps and lists. */
  comment: string;
  part: Part | null;
  items: Item[];
  children: Branch[];
  trailing: string[];
}

export function branch(key: string): Branch {
  return { key, lead: [], comment: "", part: null, items: [], children: [], trailing: [] };
}

export function isFilled(node: Branch): boolean {
  return node.part !== null || node.items.length > 0 || node.children.length > 0;
}

/** The branch at a path, made with all above it when it does not exist yet. */
export function grow(root: Branch, path: string): Branch {
  let node = root;
  for (const key of path.split(".")) {
    let child = node.children.find((candidate) => candidate.key === key);
    if (!child) node.children.push((child = branch(key)));
    node = child;
  }
  return node;
}

export function find(root: Branch, path: string): Branch | null {
  return path.split(".").reduce<Branch | null>((node, key) => node?.children.find((child) => child.key === key) ?? null, root);
}

/** The lines of a branch's children, each standing in `indent` columns. */
export function writeChildren(node: Branch, indent: number, style: YamlStyle): string[] {
  return node.children.flatMap((child) => write(child, indent, style));
}

function write(node: Branch, indent: number, style: YamlStyle): string[] {
  const margin = " ".repeat(indent);
  const lead = comments(node.lead, margin);
  const { part } = node;
  if (part) {
    const key = sameKey(part.key, node.key) ? part.key : node.key;
    const [first = "", ...more] = part.rest;
    const lines = more.map((line) => shift(line, part.indent, indent, style.unit));
    return [...lead, `${margin}${key}:${first}`, ...lines, ...comments(node.trailing, " ".repeat(indent + style.unit))];
  }
  const head = `${margin}${node.key}:${node.comment === "" ? "" : ` ${node.comment}`}`;
  const inner = " ".repeat(indent + style.unit);
  const dash = style.flushLists ? margin : inner;
  const items = node.items.flatMap((item) => [
    ...comments(item.lead, dash),
    ...item.lines.map((line, at) => (at === 0 ? `${dash}- ${line}` : shift(line, item.indent, dash.length + 2, style.unit))),
  ]);
  return [...lead, head, ...items, ...writeChildren(node, indent + style.unit, style), ...comments(node.trailing, inner)];
}

/** A continuation line moved from the column of its key or dash to another. Lines that a flow map broke anywhere just have to stand further in. */
function shift(line: string, from: number | null, to: number, unit: number): string {
  if (line === "") return "";
  if (from === null) return line.trim() === "" ? "" : " ".repeat(to + unit) + line.trimStart();
  if (to >= from) return " ".repeat(to - from) + line;
  const spaces = line.length - line.trimStart().length;
  return line.slice(Math.min(spaces, from - to));
}

function comments(lines: readonly string[], margin: string): string[] {
  return lines.map((line) => (line.trim() === "" ? "" : margin + line.trim()));
}

function sameKey(written: string, key: string): boolean {
  return written.replace(/^(["'])(.*)\1$/, "$2") === key;
}
