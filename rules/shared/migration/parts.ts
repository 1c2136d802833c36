import type { Span, YamlEntry, YamlMap } from "../../../server/facts/spec.ts";
import { column, entryEnd, lineStart } from "../yaml-layout.ts";

/** One entry of a map as text that can be put elsewhere. Lines have no line ending. */
export interface Part {
  entry: YamlEntry;
  /** Comments and empty lines above the key. */
  lead: string[];
  /** The key as written. */
  key: string;
  /** From behind the colon to the end of the value and its comment; the first line is what stands on the key's own line. */
  rest: string[];
  /** Column of the key in the source: continuation lines are indented from there. Null for an entry of a flow map, whose lines may be indented anyhow. */
  indent: number | null;
  /** The end of the entry in the source. */
  end: number;
  /** Comments below the value that are indented as if they belonged to it. */
  trailing: string[];
}

/** Why a document can not be taken apart safely. */
export class NotMigratable extends Error {}

export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * Takes a map apart. Every character between the first key and the last value lands in exactly one part, the punctuation of a flow map left out.
 * @param from where the comments above the first key begin; those stay with the map's own key when it is null
 */
export function partsOf(text: string, map: YamlMap, from: number | null): { parts: Part[]; comments: string[] } {
  if (map.merges) throw new NotMigratable("a map that has to be taken apart holds a merge key (`<<`): write its keys out");
  return map.flow ? flowParts(text, map) : { parts: blockParts(text, map, from), comments: [] };
}

function blockParts(text: string, map: YamlMap, from: number | null): Part[] {
  const parts: Part[] = [];
  let behind = from;
  for (const entry of map.entries) {
    const { keySpan, value } = entry;
    const start = lineStart(text, keySpan.start);
    const before = text.slice(start, keySpan.start);
    const colon = text.indexOf(":", keySpan.end);
    if (before.replace("\ufeff", "").trim() !== "" || text.slice(keySpan.end, colon).trim() !== "") {
      throw new NotMigratable(`the key \`${entry.key}\` is written in a way that can not be moved: write it as \`key: value\``);
    }
    const indent = column(text, keySpan.start);
    let lead = behind === null || behind >= start ? [] : linesOf(text.slice(behind, start)).slice(0, -1);
    const previous = parts.at(-1);
    if (previous) {
      // What is indented further than the next key was written about the value above it.
      const own = lead.findIndex((line) => line.trim() === "" || line.length - line.trimStart().length <= indent);
      previous.trailing.push(...lead.slice(0, own < 0 ? lead.length : own));
      lead = own < 0 ? [] : lead.slice(own);
    }
    const end = entryEnd(text, keySpan, value);
    const written = text.slice(colon + 1, end).replace(/\r?\n$/, "");
    const key = text.slice(keySpan.start, keySpan.end);
    parts.push({ entry, lead, key, rest: linesOf(written), indent, end: colon + 1 + written.length, trailing: [] });
    behind = nextLine(text, end);
  }
  return parts;
}

function flowParts(text: string, map: YamlMap): { parts: Part[]; comments: string[] } {
  const values: Span[] = map.entries.flatMap(({ value }) => (value ? [value.span] : []));
  const parts = map.entries.map((entry): Part => {
    const { keySpan, value } = entry;
    const rest = value && value.span.end > value.span.start ? linesOf(` ${text.slice(value.span.start, value.span.end)}`) : [""];
    return {
      entry,
      lead: [],
      key: text.slice(keySpan.start, keySpan.end),
      rest,
      indent: null,
      end: value?.span.end ?? keySpan.end,
      trailing: [],
    };
  });
  return { parts, comments: commentsBetween(text, map.span, values) };
}

/** Comments of a flow collection that stand between its values. */
export function commentsBetween(text: string, span: Span, values: readonly Span[]): string[] {
  let between = "";
  let at = span.start;
  for (const value of values) {
    between += `${text.slice(at, value.start)}\n`;
    at = value.end;
  }
  between += text.slice(at, span.end);
  return linesOf(between).flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? []);
}

/** The start of the line behind a line's end. */
export function nextLine(text: string, end: number): number {
  const ending = /^(\r\n|\n|\r)/.exec(text.slice(end, end + 2));
  // Behind a text that keeps its empty lines the place already is a line's start.
  return end + (ending?.[0].length ?? 0);
}
