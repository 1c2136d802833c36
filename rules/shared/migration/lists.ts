import type { LayoutRow, Span, YamlList } from "../../../server/facts/spec.ts";
import { column, lineEnd, lineStart } from "../yaml-layout.ts";
import { commentsBetween, linesOf, nextLine, NotMigratable, type Part } from "./parts.ts";
import type { Item } from "./tree.ts";

/** The items of a list as text, each wrapped into a map where the row says so. */
export function itemsOf(text: string, part: Part, list: YamlList, row: LayoutRow | null): { items: Item[]; trailing: string[] } {
  const { items, trailing } = list.flow ? flowItems(text, part, list) : blockItems(text, part, list);
  if (!row?.wrap) return { items, trailing };
  const { wrap } = row;
  return { items: items.map((item, at) => wrapItem(text, item, list.items[at] as YamlList["items"][number], wrap)), trailing };
}

function flowItems(text: string, part: Part, list: YamlList): { items: Item[]; trailing: string[] } {
  const spans = list.items.map(({ span }) => span);
  const items = spans.map((span): Item => ({ lead: [], lines: linesOf(text.slice(span.start, span.end)), indent: null }));
  const end = (part.rest.at(-1) ?? "").replace(/^.*\]/, "").trim();
  items[0]?.lead.push(...commentsBetween(text, list.span, spans), ...(end.startsWith("#") ? [end] : []));
  return { items, trailing: [] };
}

function blockItems(text: string, part: Part, list: YamlList): { items: Item[]; trailing: string[] } {
  // Comments between the key's line and the first item belong to that item.
  let behind = nextLine(text, lineEnd(text, part.entry.keySpan.end));
  const items = list.items.map(({ span }): Item => {
    const dash = dashOf(text, span);
    const start = lineStart(text, dash);
    const lead = behind < start ? linesOf(text.slice(behind, start)).slice(0, -1) : [];
    const end = lineEnd(text, span.start + text.slice(span.start, span.end).trimEnd().length);
    behind = nextLine(text, end);
    return { lead, lines: linesOf(text.slice(span.start, end)), indent: column(text, span.start) };
  });
  return { items, trailing: [] };
}

/** The dash before an item; anything but spaces between the two (an anchor, a tag) can not be moved. */
function dashOf(text: string, { start }: Span): number {
  const before = text.slice(lineStart(text, start), start);
  if (!/^\s*-\s+$/.test(before))
    throw new NotMigratable("a list that is joined with another one has an anchor, a tag or a list in it");
  return lineStart(text, start) + before.indexOf("-");
}

function wrapItem(text: string, item: Item, node: YamlList["items"][number], wrap: Record<string, string>): Item {
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
