import type { SpecDocument } from "../../server/facts/spec.ts";
import type { Edit } from "../define.ts";
import { column, lineEnd, lineStart } from "./yaml-layout.ts";

/** The edit that adds a plain text to the end of a list of the spec, written as its other items are; null where there is no list to add to. */
export function appendToList(spec: SpecDocument, path: string, item: string): Edit | null {
  const { text } = spec;
  const entry = spec.get(path);
  const list = entry?.value;
  // An alias is written elsewhere, and for others too.
  if (!entry || list?.kind !== "list" || text[list.span.start] === "*") return null;
  const last = list.items.at(-1);
  if (list.flow) {
    const at = last?.span.end ?? list.span.start + 1;
    return { span: { start: at, end: at }, text: last ? `, ${item}` : item };
  }
  if (!last || text[last.span.start] === "*") return null;
  const start = lineStart(text, last.span.start);
  const dash = text.lastIndexOf("-", last.span.start - 1);
  if (dash < start) return null;
  const at = lineEnd(text, last.span.end);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { span: { start: at, end: at }, text: `${eol}${" ".repeat(column(text, dash))}- ${item}` };
}
