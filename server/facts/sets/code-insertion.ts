import { stringValue } from "../../code/read.ts";
import type { Node } from "../../syntax/tree.ts";
import type { Insertion } from "../agreements.ts";
import { afterLast } from "./after-last.ts";

/** Texts that need no escapes in either quotes. */
const PLAIN = /^[^"'`\\\p{C}]+$/u;

/** Where a text is added to a list, a set, or `Literal[…]`: behind the last member, written as that is. */
export function listInsertion(list: Node, members: readonly Node[]): Insertion | null {
  const last = members.at(-1);
  const quote = last && quoteOf(last);
  // A constant, or another list, would be the last: how a text is written there is not known.
  if (!last || !quote || !members.every(({ type }) => type === "string")) return null;
  const { value } = list.source.text;
  const place = afterLast(value, last.end, last.start, list.source.language === "python" ? "#" : "//");
  return place && { at: place.at, each: `${place.before}${quote}{}${quote}${place.after}`, fits: PLAIN };
}

/** Where a text is added to a union of texts. */
export function unionInsertion(union: Node): Insertion | null {
  const last = union.operands.at(-1);
  const text = last?.type === "ts_literal_type" ? last.operands[0] : undefined;
  const quote = text && quoteOf(text);
  if (!last || !quote) return null;
  const { value } = union.source.text;
  const lead = value.slice(value.lastIndexOf("\n", last.start - 1) + 1, last.start);
  const eol = value.includes("\r\n") ? "\r\n" : "\n";
  const before = /^[ \t]*\| *$/.test(lead) ? `${eol}${lead}` : " | ";
  return { at: last.end, each: `${before}${quote}{}${quote}`, fits: PLAIN };
}

interface EnumMember {
  name: Node;
  value: Node | null;
  statement: Node;
  text: string;
}

/** Where a member is added to an Enum of texts: only where all its names come from the values in one way. */
export function enumInsertion(definition: Node, members: readonly EnumMember[]): Insertion | null {
  const last = members.at(-1);
  const quote = last?.value && quoteOf(last.value);
  if (!last || !quote || members.length < 2 || !members.every(({ value }) => value?.type === "string")) return null;
  const naming = (["upper", "same"] as const).find((way) => members.every(({ name, text }) => named(text, way) === name.text));
  if (!naming) return null;
  const { value: text } = definition.source.text;
  const start = text.lastIndexOf("\n", last.statement.start - 1) + 1;
  const lead = text.slice(start, last.statement.start);
  const found = text.slice(last.statement.end).search(/\r?\n|$/);
  if (!/^[ \t]+$/.test(lead) || !/^[ \t]*(?:#.*)?$/.test(text.slice(last.statement.end, last.statement.end + found))) return null;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { at: last.statement.end + found, each: `${eol}${lead}{name} = ${quote}{}${quote}`, naming, fits: /^[A-Za-z_]\w*$/ };
}

/** The name that a value gives. */
export function named(text: string, naming: "upper" | "same"): string {
  return naming === "upper" ? text.toUpperCase() : text;
}

function quoteOf(node: Node): string | null {
  const first = node.type === "string" && stringValue(node) !== null ? node.text[0] : undefined;
  return first === '"' || first === "'" ? (node.text.startsWith(first.repeat(3)) ? null : first) : null;
}
