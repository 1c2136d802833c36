import { isCollection, isMap, isScalar, parseAllDocuments, visit, type Document, type Pair } from "yaml";
import type { Random } from "../fixtures/random.ts";
import { shaped } from "./provoke-python.ts";

// Specs that lack keys, have them misspelt, are written in braces, and stand in Markdown.

/** A spec after a few losses, as one of the files that a spec can be. */
export function provokeSpec(text: string, random: Random): { name: string; text: string } {
  const changed = lossy(text.replaceAll("\r\n", "\n"), random);
  const written = random.chance(0.25) ? rewritten(changed, random) : changed;
  const inMarkdown = random.chance(0.4);
  const whole = inMarkdown ? markdown(written, random) : written;
  return { name: inMarkdown ? "Module-Spec-real.md" : "Module-Spec-real.yaml", text: untabbed(whole, random) };
}

/** YAML takes no tabs. */
function untabbed(text: string, random: Random): string {
  return shaped(text, random).replace(/^\t+/gm, (tabs) => "    ".repeat(tabs.length));
}

/** Entries taken out, keys misspelt, values emptied, comments set in; all by their places, so that the rest stays as it is written. */
function lossy(text: string, random: Random): string {
  let result = text;
  for (let left = random.int(1, 4); left > 0; left--) {
    const pairs = pairsOf(result);
    if (pairs.length === 0) break;
    const { key, value } = random.pick(pairs);
    const lineStart = result.lastIndexOf("\n", key[0] - 1) + 1;
    const isFirst = result.slice(lineStart, key[0]).trim() === "";
    const kind = random.pick(["take out", "take out", "take out", "misspell", "empty", "null", "comment"] as const);
    if (kind === "misspell") result = result.slice(0, key[1] - 1) + result.slice(key[1]);
    else if (kind === "comment" && isFirst)
      result = `${result.slice(0, lineStart)}${" ".repeat(random.pick([0, key[0] - lineStart]))}# a note\n${result.slice(lineStart)}`;
    else if (kind === "take out" && isFirst) {
      const end = result.indexOf("\n", Math.max(key[1], value[1] - 1));
      result = result.slice(0, lineStart) + (end < 0 ? "" : result.slice(end + 1));
    } else if (kind === "empty" || kind === "null") {
      const empty = kind === "null" ? random.pick(["null", "~", "[]", "{}", "''"] as const) : "";
      const isBlock = result.slice(key[1], value[0]).includes("\n");
      if (value[1] > value[0]) result = `${result.slice(0, value[0])}${empty}${isBlock ? "\n" : ""}${result.slice(value[1])}`;
    }
  }
  return result;
}

type Range = readonly [start: number, end: number];

function pairsOf(text: string): { key: Range; value: Range }[] {
  const found: { key: Range; value: Range }[] = [];
  for (const document of parseAllDocuments(text) as Document.Parsed[])
    visit(document, {
      Pair(_, pair: Pair) {
        const { key, value } = pair;
        if (!isScalar(key) || !key.range) return;
        const range = (isScalar(value) || isCollection(value)) && value.range ? value.range : [key.range[1], key.range[1]];
        found.push({ key: [key.range[0], key.range[1]], value: [range[0] as number, range[1] as number] });
      },
    });
  return found;
}

/** The same data in other clothes: braces, quotes, another indentation. */
function rewritten(text: string, random: Random): string {
  const documents = parseAllDocuments(text) as Document.Parsed[];
  if (documents.some(({ errors }) => errors.length > 0)) return text;
  for (const document of documents)
    visit(document, {
      Collection(_, node) {
        if (random.chance(isMap(node) ? 0.08 : 0.3)) node.flow = true;
      },
    });
  const options = {
    indent: random.pick([2, 4]),
    indentSeq: random.chance(0.5),
    lineWidth: random.pick([0, 40]),
    defaultStringType: random.pick(["PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"] as const),
  };
  return documents.map((document) => document.toString(options)).join("");
}

function markdown(text: string, random: Random): string {
  const fence = random.pick(["```", "````", "~~~"] as const);
  const indent = random.pick(["", "", "  ", "   "] as const);
  const lead = indent === "" ? "# The spec\n\n" : indent.length === 2 ? "- The spec:\n\n" : "1. The spec:\n\n";
  const ended = text.endsWith("\n") ? text : `${text}\n`;
  const lines = `${fence}yaml\n${ended}${fence}`.replace(/^(?=.)/gm, indent);
  return `${lead}${lines}\n${random.pick(["", "\nMore words.\n", "\n```yaml\nother: 1\n```\n"] as const)}`;
}
