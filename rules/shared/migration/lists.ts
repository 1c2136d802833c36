import type { LayoutRow, Span, YamlList } from "../../../server/facts/spec.ts";
import { column, lineEnd, lineStart } from "../yaml-layout.ts";
import { commentsBetween, linesOf, nextLine, NotMigratable, type Part } from "./parts.ts";
import type { Item } from "./tree.ts";

/** The items of a list as text, each wrapped into a map where the row says so, and what stands behind the key or the closing bracket. */
export function itemsOf(text: string, part: Part, list: YamlList, row: LayoutRow): { items: Item[]; comment: string } {
  const items = list.flow ? flowItems(text, list) : blockItems(text, part, list);
  const comment = list.flow ? (part.rest.at(-1) as string).replace(/^.*\]/, "").trim() : (part.rest[0] as string).trim();
  if (!row.wrap) return { items, comment };
  const { wrap } = row;
  return { items: items.map((item, at) => wrapItem(item, list.items[at] as YamlList["items"][number], wrap)), comment };
}

function flowItems(text: string, list: YamlList): Item[] {
  const spans = list.items.map(({ span }) => span);
  const items = spans.map((span): Item => ({ lead: [], lines: linesOf(text.slice(span.start, span.end)), indent: null }));
  items[0]?.lead.push(...commentsBetween(text, list.span, spans));
  return items;
}

function blockItems(text: string, part: Part, list: YamlList): Item[] {
  // Comments between the key's line and the first item belong to that item.
  let behind = nextLine(text, lineEnd(text, part.entry.keySpan.end));
  return list.items.map(({ span }): Item => {
    const dash = dashOf(text, span);
    const start = lineStart(text, dash);
    const lead = behind < start ? linesOf(text.slice(behind, start)).slice(0, -1) : [];
    const end = lineEnd(text, span.start + text.slice(span.start, span.end).trimEnd().length);
    behind = nextLine(text, end);
    return { lead, lines: linesOf(text.slice(span.start, end)), indent: column(text, span.start) };
  });
}

/** The dash before an item; anything but spaces between the two (an anchor, a tag) can not be moved. */
function dashOf(text: string, { start }: Span): number {
  const before = text.slice(lineStart(text, start), start);
  if (!/^\s*-\s+$/.test(before))
    throw new NotMigratable("a list that is joined with another one has an anchor, a tag or a list in it");
  return lineStart(text, start) + before.indexOf("-");
}

function wrapItem(item: Item, node: YamlList["items"][number], wrap: Record<string, string>): Item {
  const more = Object.entries(wrap).filter(([, value]) => value !== "$");
  const indent = " ".repeat(item.indent ?? 0);
  if (node.kind === "map" && !node.flow) {
    const missing = more.filter(([key]) => !node.entries.some((entry) => entry.key === key));
    return { ...item, lines: [...item.lines, ...missing.map(([key, value]) => `${indent}${key}: ${value}`)] };
  }
  if (node.kind !== "scalar" || item.lines.length > 1)
    throw new NotMigratable("an item of `acceptance.negative` is neither a name nor a map");
  const id = Object.keys(wrap).find((key) => wrap[key] === "$") as string;
  // A flow list's item stands anywhere; in its new place the further keys stand below the first.
  return {
    ...item,
    indent: item.indent ?? 0,
    lines: [`${id}: ${item.lines[0] as string}`, ...more.map(([key, value]) => `${indent}${key}: ${value}`)],
  };
}
