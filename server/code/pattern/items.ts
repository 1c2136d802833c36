import type { Node } from "../../syntax/tree.ts";

/** A node's parts in order: its children, and the words and signs between them, which are no nodes of the tree. */
export type Item = Node | string;

/** Words of a declaration that a pattern may leave out. */
export const OPTIONAL: ReadonlySet<string> = new Set(["async", "static", "readonly", "abstract", "declare", "override", "type"]);

/** Brackets of grouping and separators say nothing that the tree does not. */
const TOKEN = /[\w$]+|[[\]{}:]|[^\s\w$[\]{}:(),;]+/gu;
const COMMENT = /#[^\r\n]*|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** The words and signs of a piece of code that holds no node. */
function tokensOf(text: string, language: "python" | "typescript"): readonly string[] {
  if (text.length === 0 || /^[\s(),;]*$/.test(text)) return [];
  const mark = language === "python" ? "#" : "/";
  const code = text.includes(mark) ? text.replace(COMMENT, (comment) => (comment.startsWith(mark) ? " " : comment)) : text;
  return code.match(TOKEN) ?? [];
}

/** The parts of a node. Comments are left out; of a text its quotes. */
export function itemsOf(node: Node): readonly Item[] {
  const { children, source } = node;
  const { language, text } = source;
  if (node.type === "string") return stringItems(node);
  if (children.length === 0) return tokensOf(node.text, language);
  const items: Item[] = [];
  let at = node.start;
  for (const child of children) {
    if (child.start > at) items.push(...tokensOf(text.value.slice(at, child.start), language));
    at = Math.max(at, child.end);
    if (child.type !== "comment" && child.type !== "line_continuation") items.push(child);
  }
  if (node.end > at) items.push(...tokensOf(text.value.slice(at, node.end), language));
  return items;
}

/** What a text says, whatever its quotes are: its prefix, and its pieces. */
function stringItems(node: Node): readonly Item[] {
  const prefix = /^[A-Za-z]*/.exec(node.text)?.[0].toLowerCase() ?? "";
  const pieces = node.children.filter(({ type }) => type !== "string_start" && type !== "string_end");
  return prefix === "" ? pieces : [prefix, ...pieces];
}

/** True for a node whose text is all that there is to it. */
export function isLeaf(node: Node): boolean {
  return node.type === "string_content" || (node.children.length === 0 && node.type !== "string");
}

/** The words and signs of a node that are no part of a node in it. */
export function tokensIn(node: Node): readonly string[] {
  return itemsOf(node).filter((item) => typeof item === "string");
}
