import { basename } from "node:path";
import type { SpaceEntry, SpaceFacts, SpaceFile } from "../../facts/space.ts";
import { JsonProblem, parseJson } from "../../syntax/json.ts";
import { readMarkdown } from "../../syntax/markdown.ts";
import { Text } from "../../syntax/text.ts";
import { readExtracts } from "./extracts.ts";
import { readIndexLine } from "./index-lines.ts";
import { linesOf, MAX_LINE, plain, type Line } from "./lines.ts";
import { readOpenApi } from "./openapi.ts";
import { readProse } from "./prose.ts";
import { rankOf } from "./rank.ts";
import { readTable, tableAt } from "./tables.ts";

/** Fences whose content is read line by line like an index text. */
const PLAIN_FENCES = new Set(["", "text", "txt", "plain", "plaintext", "env", "dotenv", "http"]);

const STATEMENT =
  /^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?<bold>\*\*|__)?(?<key>(?<=[-*+_]\s*)[a-z][\w /().-]{1,60}?|[A-Z][\w /().-]{1,60}?)(?:\k<bold>)?\s*:\s*(?:\*\*|__)?\s+(?<value>\S.{0,300})$/;

/** Lines that name the file of the code below them are no statements. */
const FILE_KEYS = /^(?:file|path|source|source file|location|https?)$/i;

/** What a Space file's text says, by its name: `.md`, `.txt`, `.json`. */
export function readSpaceText(path: string, text: string): SpaceFile {
  const rank = rankOf(path);
  const nothing: SpaceFacts = { rank, extracts: [], entries: [] };
  if (/\.json$/i.test(path)) {
    try {
      return { path, facts: { ...nothing, entries: readOpenApi(parseJson(text)) }, problem: null };
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      const { line, character } = new Text(text).position(error.offset);
      const span = { start: error.offset, end: Math.min(error.offset + 1, text.length) };
      return {
        path,
        facts: nothing,
        problem: { span, message: `it is not valid JSON (line ${line + 1}, column ${character + 1}: ${error.message})` },
      };
    }
  }
  if (/\.md$/i.test(path))
    return { path, facts: { rank, extracts: readExtracts(path, text), entries: readMarkdownEntries(path, text) }, problem: null };
  return { path, facts: { ...nothing, entries: readLines(path, linesOf(text), null) }, problem: null };
}

function readMarkdownEntries(path: string, text: string): SpaceEntry[] {
  const { blocks, headings } = readMarkdown(text);
  const entries: SpaceEntry[] = [];
  let at = 0;
  // Headings and blocks cut the text into parts of one section each.
  const cuts = [
    ...headings.map((heading) => ({ heading, block: null, start: heading.span.start })),
    ...blocks.map((block) => ({ heading: null, block, start: block.start })),
  ];
  cuts.sort((a, b) => a.start - b.start);
  let section: string | null = null;
  for (const { heading, block, start } of cuts) {
    entries.push(...readLines(path, linesOf(text, at, start), section), ...readProse(linesOf(text, at, start), section));
    if (heading) {
      section = plain(heading.title).replace(/^[\d.]+\s+/, "");
      at = heading.span.end;
    } else {
      if (PLAIN_FENCES.has(block.language))
        entries.push(...readLines(path, linesOf(text, block.content.start, block.content.end), section));
      const fence = block.closed ? text.indexOf("\n", block.content.end) : -1;
      at = fence < 0 ? text.length : fence;
    }
  }
  entries.push(...readLines(path, linesOf(text, at), section), ...readProse(linesOf(text, at), section));
  return entries;
}

/** Lines of an index text or of the prose of one Markdown section: tables, entries, statements. */
function readLines(path: string, lines: readonly Line[], section: string | null): SpaceEntry[] {
  const entries: SpaceEntry[] = [];
  const environment = /env/i.test(basename(path)) || /\benv(?:ironment)?\b/i.test(section ?? "");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line;
    // A header of `#` comment lines opens an index text.
    if (line.text.length > MAX_LINE || line.text.trim() === "" || /^\s*#/.test(line.text)) continue;
    const table = tableAt(lines, at);
    if (table) {
      entries.push(...readTable(table.table, section));
      at += table.length - 1;
      continue;
    }
    const lead = line.text.length - line.text.trimStart().length;
    const span = { start: line.start + lead, end: line.start + line.text.trimEnd().length };
    const entry = readIndexLine(line.text, span, environment);
    if (entry) entries.push(entry);
    else {
      const said = STATEMENT.exec(line.text)?.groups;
      if (said && !FILE_KEYS.test(said.key as string)) {
        entries.push({
          kind: "statement",
          key: plain(said.key as string),
          value: plain((said.value as string).replace(/(?:\*\*|__)$/, "")),
          section,
          span,
        });
      }
    }
  }
  return entries;
}
