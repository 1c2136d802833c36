import { basename } from "node:path";
import type { PathSource, SpaceExtract } from "../../facts/space.ts";
import { readMarkdown, type FencedBlock, type Heading } from "../../syntax/markdown.ts";
import type { Span } from "../../syntax/text.ts";
import { linesOf, MAX_LINE, PYTHON_PATH, repositoryPath, type Line } from "./lines.ts";

const PYTHON = new Set(["python", "python3", "py", "py3", "pyi"]);

/** `**File**: \`core/x.py\``, `File: core/x.py`, `- **Path:** core/x.py (excerpt)`; group 1 is everything behind the colon. */
const FILE_LINE =
  /^\s*(?:[-*+]\s+)?(?:\*\*|__|`)?(?:file|path|source|source file|location|module)(?:\*\*|__|`)?\s*:\s*(?:\*\*|__)?\s*(.+)$/i;

const FILE_PATH = /(?:[\w.-]+\/)+[\w-]+\.\w+|[\w-]+\.(?:pyi?|md|ya?ml|json|toml|txt|sql|tsx?|jsx?|sh|ini|cfg)\b/;

/** A line that is nothing but a path: `**core/x.py**`, `` `core/x.py`: ``. */
const PATH_ALONE = /^\s*(?:[-*+]\s+)?[*_`]*((?:[\w.-]+\/)*[\w-]+\.pyi?)[*_`]*\s*:?[*_`]*\s*$/;

/** The first line of a block that names the file: `# core/x.py`, `# File: core/x.py`. */
const PATH_COMMENT = /^#\s*(?:(?:file|path|source|from)\s*:?\s*)?((?:[\w.-]+\/)+[\w-]+\.pyi?|[\w-]+\.pyi?)\s*$/i;

/** The code below shows how something is used, or what not to do: it is no part of the file. */
const NO_EXTRACT =
  /\b(?:examples?|usage|wrong|bad|incorrect|anti-?patterns?|patterns?|(?:don'?t|do not|never) (?:do|write|use) (?:this|that|it)|not like this|instead of|proposed)\b|❌|✗/i;

/** A longer line above a block is a sentence about the code, not a label of it. */
const LABEL = 80;

const EXCERPT =
  /\b(?:excerpts?|partial|selected|abridged|shortened|simplified|elided|omitted|left out|signatures|key (?:methods|classes|parts)|truncated)\b/i;

/** A line of code that only says that something was left out. */
const ELISION_LINE =
  /^(\s*)(?:…|\[\s*(?:\.\.\.|…)\s*\]|<\s*(?:snip|\.\.\.|…)\s*>|-+\s*(?:snip|8<)\s*-+|\(\s*(?:\.\.\.|…)\s*\))\s*$/;

interface Named {
  path: string;
  from: PathSource;
  span: Span;
}

/** The blocks of Python code in a Markdown text that say which repository file they were taken from. */
export function readExtracts(spacePath: string, text: string): SpaceExtract[] {
  const { blocks, headings: all } = readMarkdown(text);
  const headings = all.filter(({ title }) => title.length <= MAX_LINE);
  const outside = outsideLines(text, blocks).filter((line) => line.text.length <= MAX_LINE);
  const fileLines = outside.flatMap((at) => fileLine(at) ?? []);
  const extracts: SpaceExtract[] = [];
  const unnamed: FencedBlock[] = [];
  let line = 0;
  for (const block of blocks) {
    while (line < outside.length && (outside[line] as Line).start < block.start) line++;
    if (!PYTHON.has(block.language) && block.language !== "") continue;
    const above = outside.slice(Math.max(0, line - 40), line);
    const section = sectionOf(headings, block.start);
    const named = pathOfBlock(text, block, above, section, fileLines, headings);
    if (!named) {
      if (block.language !== "") unnamed.push(block);
      continue;
    }
    if (!named.path.endsWith(".py") && !named.path.endsWith(".pyi")) continue;
    if (named.from !== "fence" && named.from !== "comment" && isNoExtract(above, section, named)) continue;
    const words = [
      section.at(-1)?.title ?? "",
      ...above.filter(({ start }) => start >= named.span.start).map((at) => at.text),
    ].join("\n");
    extracts.push(makeExtract(text, block, named, EXCERPT.test(words)));
  }
  // `substrate_service.py.md` whose text names no file at all.
  const own = /^(.+\.pyi?)\.md$/i.exec(basename(spacePath));
  if (extracts.length === 0 && own) {
    const path = pathOfName(own[1] as string);
    const excerpt = EXCERPT.test(outside.map((at) => at.text).join("\n"));
    for (const block of unnamed) extracts.push(makeExtract(text, block, { path, from: "name", span: block.content }, excerpt));
  }
  return extracts;
}

/** `memory.substrate_models.py` is `memory/substrate_models.py`, and so is the spelling with two underscores. */
function pathOfName(name: string): string {
  const stem = name.replace(/\.pyi?$/i, "");
  return `${stem.replaceAll("__", "/").replaceAll(".", "/")}${name.slice(stem.length)}`;
}

function outsideLines(text: string, blocks: readonly FencedBlock[]): Line[] {
  const lines: Line[] = [];
  let at = 0;
  for (const block of blocks) {
    lines.push(...linesOf(text, at, block.start));
    const fence = block.closed ? text.indexOf("\n", block.content.end) : -1;
    at = block.closed ? (fence < 0 ? text.length : fence + 1) : text.length;
  }
  lines.push(...linesOf(text, at));
  return lines;
}

/** The headings over a place, outermost first. */
function sectionOf(headings: readonly Heading[], at: number): Heading[] {
  const open: Heading[] = [];
  for (const heading of headings) {
    if (heading.span.start > at) break;
    while (open.length > 0 && (open.at(-1) as Heading).level >= heading.level) open.pop();
    open.push(heading);
  }
  return open;
}

function pathOfBlock(
  text: string,
  block: FencedBlock,
  above: readonly Line[],
  section: readonly Heading[],
  fileLines: readonly Named[],
  headings: readonly Heading[],
): Named | null {
  const info = PYTHON_PATH.exec(block.info.slice(0, MAX_LINE));
  if (info) {
    const start = text.indexOf(info[1] as string, block.start);
    return named(info[1] as string, "fence", start);
  }
  const first = linesOf(text, block.content.start, block.content.end).find(({ text: code }) => code.trim() !== "");
  const comment = first && PATH_COMMENT.exec(first.text.trim());
  if (comment) return named(comment[1] as string, "comment", first.start + first.text.indexOf(comment[1] as string));
  const last = above.findLast(({ text: words }) => words.trim() !== "");
  const alone = last && PATH_ALONE.exec(last.text);
  if (alone) return named(alone[1] as string, "line", last.start + last.text.indexOf(alone[1] as string));
  // The nearest of a `**File**:` line and a heading with a path; a line speaks for the section it stands in and those below it.
  for (const heading of section.toReversed()) {
    const next = headings.find(({ span }) => span.start > heading.span.start)?.span.start ?? Infinity;
    const line = fileLines.findLast(({ span }) => span.start > heading.span.start && span.start < Math.min(next, block.start));
    if (line) return line;
    const path = PYTHON_PATH.exec(heading.title);
    if (path)
      return named(
        path[1] as string,
        "heading",
        heading.span.start + text.slice(heading.span.start, heading.span.end).indexOf(path[1] as string),
      );
  }
  // A line above every heading speaks for the whole text.
  const preamble = Math.min(headings[0]?.span.start ?? Infinity, block.start);
  return fileLines.findLast(({ span }) => span.start < preamble) ?? null;
}

function fileLine(line: Line): Named | null {
  const match = FILE_LINE.exec(line.text);
  const path = match && FILE_PATH.exec(match[1] as string)?.[0];
  if (!match || !path) return null;
  return named(path, "line", line.start + line.text.length - (match[1] as string).length + (match[1] as string).indexOf(path));
}

function named(written: string, from: PathSource, start: number): Named {
  return { path: repositoryPath(written), from, span: { start, end: start + written.length } };
}

/** The words between the path and the code, or right above it, say that the code is not the file's. */
function isNoExtract(above: readonly Line[], section: readonly Heading[], { span, from }: Named): boolean {
  const last = above.findLast(({ text }) => text.trim() !== "");
  if (
    last &&
    last.start > span.start &&
    last.text.trim().length <= LABEL &&
    !FILE_LINE.test(last.text) &&
    NO_EXTRACT.test(last.text)
  )
    return true;
  const heading = section.at(-1);
  return heading !== undefined && heading.span.start > span.start && from !== "heading" && NO_EXTRACT.test(heading.title);
}

function makeExtract(text: string, block: FencedBlock, { path, from, span: pathSpan }: Named, excerpt: boolean): SpaceExtract {
  const { content: span, indent } = block;
  let code = text.slice(span.start, span.end);
  let lineStarts: number[] | null = null;
  if (indent > 0) {
    lineStarts = [];
    const kept: string[] = [];
    for (const line of linesOf(text, span.start, span.end)) {
      const removed = Math.min(indent, line.text.length - line.text.trimStart().length);
      lineStarts.push(line.start + removed);
      kept.push(line.text.slice(removed));
    }
    code = kept.join("\n") + (kept.length > 0 ? "\n" : "");
  }
  code = hideElisions(code);
  return {
    rank: "extract",
    path,
    pathFrom: from,
    pathSpan: from === "name" ? null : pathSpan,
    span,
    code,
    lineStarts,
    excerpt,
    classes: namesBehind("class", code),
    functions: namesBehind("(?:async[ \\t]+)?def", code),
  };
}

function namesBehind(keyword: string, code: string): string[] {
  return [
    ...new Set(
      [...code.matchAll(new RegExp(`^[ \\t]*${keyword}[ \\t]+([A-Za-z_]\\w*)`, "gm"))].map((match) => match[1] as string),
    ),
  ];
}

/** Lines like `…` and `[...]` are no Python: they become comments of the same length, which keep every offset. */
function hideElisions(code: string): string {
  if (!/…|\[|<|\(|--/.test(code)) return code;
  return code
    .split("\n")
    .map((line) => {
      const match = ELISION_LINE.exec(line.replace(/\r$/, ""));
      if (!match) return line;
      const indent = match[1] as string;
      const length = line.replace(/\r$/, "").length - indent.length;
      const comment = length < 4 ? "#".padEnd(length, ".") : "# ...".slice(0, length).padEnd(length);
      return indent + comment + (line.endsWith("\r") ? "\r" : "");
    })
    .join("\n");
}
