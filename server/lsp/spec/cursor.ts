import type { Region } from "./region.ts";

/** What is being written at a place of a YAML text, worked out line by line: the text need not parse. */
export interface Cursor {
  /** Keys from the top, `[]` for an item of a list. */
  path: readonly string[];
  /** A key of the map at `path`, an item of the list there, or the value of the key that `path` ends with. */
  position: "key" | "item" | "value";
  /** Column that keys of this map stand in; null inside braces. */
  indent: number | null;
  /** The word at the cursor, which a completion replaces. */
  word: { start: number; end: number; text: string };
  /** Keys that the map has already. */
  siblings: readonly string[];
  /** The word is a key with its colon: only the name can be replaced. */
  hasColon: boolean;
}

interface Frame {
  indent: number;
  /** `[]` for an item of a list. */
  key: string;
}

const KEY = /^(["']?)([\w.<{}-]+)\1[ \t]*:(?=[ \t]|$)/;

/** Where the cursor stands; null in a comment, in a text over several lines and where nothing of a spec can be meant. */
export function cursorAt(text: string, region: Region, offset: number): Cursor | null {
  const lineStart = Math.max(region.start, text.lastIndexOf("\n", offset - 1) + 1);
  const before = text.slice(lineStart, offset);
  if (isInComment(before)) return null;
  const { frames, flow, literal } = readLines(text.slice(region.start, lineStart));
  if (literal !== null && before.trim() !== "" && /^ */.exec(before)![0].length > literal) return null;
  const line = flow.length > 0 ? { flow, rest: before } : readLine(before, frames);
  if (line.flow.length > 0) return inFlow(text, region, offset, frames, line.flow);
  const content = before.slice(indentOf(before));
  const dashes = /^(?:-[ \t]+)*/.exec(content)![0];
  const written = content.slice(dashes.length);
  const value = KEY.exec(written);
  const word = wordAt(text, offset);
  const path = frames.map(({ key }) => key);
  if (value) return { path, position: "value", indent: null, word, siblings: [], hasColon: false };
  if (!/^["']?[\w.-]*$/.test(written)) return null;
  const indent = indentOf(before) + dashes.length;
  const hasColon = /^["']?[ \t]*:/.test(text.slice(word.end, word.end + 20));
  return {
    path,
    position: dashes === "" ? "key" : "item",
    indent,
    word,
    siblings: siblingsOf(text, region, lineStart, indent),
    hasColon,
  };
}

/** Reads whole lines; `frames` is what an entry on the next line could belong to. */
function readLines(text: string): { frames: Frame[]; flow: Frame[]; literal: number | null } {
  const frames: Frame[] = [];
  let flow: Frame[] = [];
  let literal: number | null = null;
  for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    if (line.trim() === "" || isComment(line)) continue;
    if (literal !== null && indentOf(line) > literal) continue;
    literal = null;
    if (flow.length > 0) {
      flow = readFlow(line, flow);
      continue;
    }
    const { flow: opened, rest } = readLine(line, frames);
    flow = opened;
    if (/^[|>][\d+-]*(\s|$)/.test(rest)) literal = frames.at(-1)?.indent ?? 0;
  }
  return { frames, flow, literal };
}

/** Takes one line of a block map or list in: leaves what it is not part of, enters its dashes and its key. */
function readLine(line: string, frames: Frame[]): { flow: Frame[]; rest: string } {
  let at = indentOf(line);
  for (let dash = /^-(?:[ \t]+|$)/.exec(line.slice(at)); dash; dash = /^-(?:[ \t]+|$)/.exec(line.slice(at))) {
    leave(frames, at, true);
    frames.push({ indent: at, key: "[]" });
    at += dash[0].length;
  }
  leave(frames, at, false);
  const key = KEY.exec(line.slice(at));
  if (!key) return { flow: /^[[{]/.test(line.slice(at)) ? readFlow(line.slice(at), []) : [], rest: "" };
  frames.push({ indent: at, key: key[2] as string });
  const rest = line.slice(at + key[0].length).trimStart();
  return { flow: /^[[{]/.test(rest) ? readFlow(rest, []) : [], rest };
}

/** Leaves what ends before a column. A dash may stand in the column of the key whose list it belongs to. */
function leave(frames: Frame[], indent: number, dash: boolean): void {
  for (let top = frames.at(-1); top; top = frames.at(-1)) {
    if (top.indent < indent || (dash && top.indent === indent && top.key !== "[]")) return;
    frames.pop();
  }
}

/** Follows braces and brackets; each open one is a frame whose key is the one being written in it (`[]` in a list, empty for none yet). */
function readFlow(line: string, before: readonly Frame[]): Frame[] {
  const open = before.map((frame) => ({ ...frame }));
  const tokens = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[[\]{},:]|(?:^|\s)#.*$|[^\s[\]{},:"'#]+(?:[:#][^\s[\]{},]+)*/g;
  let word = "";
  for (const [token] of line.matchAll(tokens)) {
    const top = open.at(-1);
    if (token === "{" || token === "[") open.push({ indent: -1, key: token === "[" ? "[]" : "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && top && top.key !== "[]") top.key = word;
    else if (token === "," && top && top.key !== "[]") top.key = "";
    word = token.replace(/^["']|["']$/g, "");
    if (open.length === 0) break;
  }
  return open;
}

function inFlow(text: string, region: Region, offset: number, frames: readonly Frame[], flow: readonly Frame[]): Cursor {
  const outer = [...frames.map(({ key }) => key), ...flow.slice(0, -1).map(({ key }) => key)];
  const { key } = flow.at(-1) as Frame;
  const word = wordAt(text, offset);
  const hasColon = /^["']?[ \t]*:/.test(text.slice(word.end, word.end + 20));
  if (key === "[]") return { path: [...outer, "[]"], position: "item", indent: null, word, siblings: [], hasColon };
  if (key !== "") return { path: [...outer, key], position: "value", indent: null, word, siblings: [], hasColon };
  return { path: outer, position: "key", indent: null, word, siblings: flowSiblings(text, region, offset), hasColon };
}

/** The keys of the innermost braces around an offset. */
function flowSiblings(text: string, region: Region, offset: number): string[] {
  // What stands in quotes and comments opens and closes nothing.
  const plain = text
    .slice(region.start, region.end)
    .replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?<=\s)#[^\r\n]*/g, (found) =>
      found.replace(found.startsWith("#") ? /./g : /[[\]{},:#]/g, "_"),
    );
  let depth = 0;
  let start = offset - region.start;
  while (start > 0 && depth >= 0) {
    start--;
    if ("}]".includes(plain[start] as string)) depth++;
    if ("{[".includes(plain[start] as string)) depth--;
  }
  depth = 0;
  let inner = "";
  for (let at = start + 1; at < plain.length && depth >= 0; at++) {
    const char = plain[at] as string;
    if ("}]".includes(char)) depth--;
    if (depth === 0 && char !== "}" && char !== "]") inner += char;
    if ("{[".includes(char)) depth++;
  }
  return [...inner.matchAll(/(?:^|[,{_\s])\s*["']?([\w.-]+)["']?\s*:/g)].map((match) => match[1] as string);
}

/** The keys in a column above and below a line, as far as the same map goes. */
function siblingsOf(text: string, region: Region, lineStart: number, indent: number): string[] {
  const keyIn = (line: string): string | null | undefined => {
    if (line.trim() === "" || isComment(line)) return null;
    const dashes = /^ *(?:-[ \t]+)*/.exec(line)![0].length;
    if (indentOf(line) > indent) return null;
    if (dashes > indent && indentOf(line) === indent) return null;
    return dashes === indent ? (KEY.exec(line.slice(dashes))?.[2] ?? null) : undefined;
  };
  const keys: string[] = [];
  const isFirst = /^ *-[ \t]/.test(text.slice(lineStart));
  const above = isFirst
    ? []
    : text
        .slice(region.start, lineStart)
        .split(/\r\n|\n|\r/)
        .slice(0, -1)
        .reverse();
  for (const line of above) {
    const key = keyIn(line);
    if (key === undefined) break;
    if (key !== null) keys.push(key);
    // The line with the dash is the first of its map.
    if (/^ *-[ \t]/.test(line) && indentOf(line) < indent) break;
  }
  const below = text
    .slice(lineStart, region.end)
    .split(/\r\n|\n|\r/)
    .slice(1);
  for (const line of below) {
    const key = /^ *-[ \t]/.test(line) && indentOf(line) < indent ? undefined : keyIn(line);
    if (key === undefined) break;
    if (key !== null) keys.push(key);
  }
  return keys;
}

function wordAt(text: string, offset: number): Cursor["word"] {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w./-]/.test(text[start - 1] as string)) start--;
  while (end < text.length && /[\w./-]/.test(text[end] as string)) end++;
  // A dash that begins an item is no part of a word.
  while (text[start] === "-" && start < offset) start++;
  return { start, end, text: text.slice(start, end) };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The line is a comment. */
function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}

/** A line's beginning has come to a comment: a `#` behind white space that no quote holds. */
function isInComment(before: string): boolean {
  return /(^|\s)#/.test(before.replace(/"(?:[^"\\]|\\.)*("|$)|'[^']*('|$)/g, (quoted) => "x".repeat(quoted.length)));
}
