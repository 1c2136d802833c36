import type { YamlNode } from "../../syntax/yaml.ts";
import type { Insertion } from "../agreements.ts";
import { afterLast } from "./after-last.ts";

/** Names that YAML takes for nothing but a text, bare as they are. */
const BARE = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][\w./-]*$/i;
/** Texts that need no escapes in double quotes. */
const PLAIN = /^[^"\\\p{C}]+$/u;

/** Where a member of a list, or a key of a map whose keys have no values, is added; null where that would guess how it is written. */
export function dataInsertion(text: string, node: YamlNode, take: "keys" | "values"): Insertion | null {
  // What an alias stands for is written elsewhere, and for others too.
  if (node.kind === "scalar" || text[node.span.start] === "*") return null;
  if (node.kind === "map" && (take === "values" || node.merges)) return null;
  if (node.kind === "list" && take === "keys") return null;
  const members = node.kind === "list" ? node.items.map(({ span }) => span) : node.entries.map(({ keySpan }) => keySpan);
  const last = members.at(-1);
  if (!last || text[last.start] === "*") return null;
  // A value would have to be made up.
  if (node.kind === "map" && (node.flow || node.entries.some(({ value }) => value !== null && !isNothing(value)))) return null;
  const isQuoted = /["']/.test(text[last.start] ?? "");
  const quote = isQuoted ? (text[last.start] as string) : "";
  const fits = isQuoted ? PLAIN : BARE;
  if (node.flow) {
    const place = afterLast(text, last.end, last.start);
    return place && { at: place.at, each: `${place.before}${quote}{}${quote}${place.after}`, fits };
  }
  const start = text.lastIndexOf("\n", last.start - 1) + 1;
  const lead = text.slice(start, last.start);
  if (!(node.kind === "list" ? /^ *- *$/ : /^ *$/).test(lead)) return null;
  const end = /\r?\n|$/.exec(text.slice(last.end));
  // Nothing but the member itself and a comment stands on its line.
  if (
    !end ||
    !(node.kind === "list" ? /^[ \t]*(?:#.*)?$/ : /^[ \t]*:[ \t]*(?:~|null)?[ \t]*(?:#.*)?$/).test(
      text.slice(last.end, last.end + end.index),
    )
  )
    return null;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { at: last.end + end.index, each: `${eol}${lead}${quote}{}${quote}${node.kind === "map" ? ":" : ""}`, fits };
}

function isNothing(value: YamlNode): boolean {
  return value.kind === "scalar" && value.value === null;
}
