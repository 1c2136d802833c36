import type { SpecDocument } from "../../server/facts/spec.ts";
import type { Edit } from "../define.ts";
import { gapAt, insertStub } from "./spec-insert.ts";
import { STUB } from "./spec-stub.ts";
import { column, lineEnd, lineStart } from "./yaml-layout.ts";

/** The edit that adds a text to the end of a list of the spec, written as its other items are; null where there is no list to add to. */
export function appendToList(spec: SpecDocument, path: string, item: string): Edit | null {
  const { text } = spec;
  const entry = spec.get(path);
  const list = entry?.value;
  // An alias is written elsewhere, and for others too.
  if (!entry || list?.kind !== "list" || text[list.span.start] === "*") return null;
  const last = list.items.at(-1);
  if (list.flow) {
    const at = last?.span.end ?? list.span.start + 1;
    return { span: { start: at, end: at }, text: last ? `, ${written(item)}` : written(item) };
  }
  if (!last || text[last.span.start] === "*") return null;
  const start = lineStart(text, last.span.start);
  const dash = text.lastIndexOf("-", last.span.start - 1);
  if (dash < start) return null;
  const at = lineEnd(text, last.span.end);
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  return { span: { start: at, end: at }, text: `${eol}${" ".repeat(column(text, dash))}- ${written(item)}` };
}

/** The edits that give the spec a list which it lacks, with this one item; null where the list is there, or has no safe place. */
export function newList(spec: SpecDocument, path: string, item: string): Edit[] | null {
  if (spec.layout !== "v3" || spec.get(path)) return null;
  const edits = insertStub(spec, gapAt(spec.root, path), { type: "array", items: { type: "string" } });
  return edits?.map((edit) => ({ ...edit, text: edit.text.replace(STUB, () => written(item)) })) ?? null;
}

/** A text as YAML takes it for that text: names as they are, anything else in quotes. */
function written(item: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(item) && !/^(true|false|null|yes|no|on|off)$/i.test(item) ? item : JSON.stringify(item);
}
