import type { Edit } from "../../../rules/define.ts";
import { isPython, isTypeScript } from "../../facts/languages.ts";
import { readMarkdown } from "../../syntax/markdown.ts";
import { Edits } from "../../syntax/edits.ts";
import type { Span } from "../../syntax/text.ts";
import { isReadable, readTypeScript } from "../load-typescript.ts";
import { readPython, readRenewed } from "./python.ts";
import { changedPart, movedRoot, newFault, type Reading } from "./reading.ts";
import { readYaml } from "./yaml.ts";

/**
 * The net under every fix of one text: says what its edits would break. Parsers that the file needs must be loaded. What comes out follows "left out:";
 * null where the text stays as good as it is. A text that parses worse than before, code that no edit touches and that would mean something else, first
 * lines that Python and the shell look for, an import taken from under another root: each is a reason to leave the fix out.
 */
export class FixNet {
  readonly #path: string;
  readonly #text: string;
  #before: Reading | null = null;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /**
   * The same for an edit that writes a comment, which must be one in the text that comes out.
   * @param sign an offset of that text that lies in the comment
   */
  commentDamage(edit: Edit, sign: number): string | null {
    const damage = this.damage([edit]);
    if (damage !== null || !isReadable(this.#path)) return damage;
    const { comments } = read(this.#path, applyEdits(this.#text, [edit]));
    return comments.some(({ start, end }) => start <= sign && sign < end) ? null : "it would be no comment there";
  }

  /** What the fenced block of a Markdown file holds around an offset; null outside of blocks and in any other file. */
  blockAt(offset: number): Span | null {
    if (!this.#path.endsWith(".md")) return null;
    const found = readMarkdown(this.#text).blocks.find(({ content }) => content.start <= offset && offset <= content.end);
    return found?.content ?? null;
  }

  /** @param edits in any order */
  damage(edits: readonly Edit[]): string | null {
    const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    if (!fit(sorted, this.#text)) return "its edits do not fit the text";
    const after = applyEdits(this.#text, sorted);
    if (after === this.#text || !isReadable(this.#path)) return null;
    if (head(this.#path, after) !== head(this.#path, this.#text))
      return "the first lines, which the shell or Python reads, would change";
    const all = new Edits(sorted);
    const { before, after: now } = this.#read(after, all);
    return compare(before, now, this.#text, all);
  }

  #read(after: string, edits: Edits): { before: Reading; after: Reading } {
    const renewed = isPython(this.#path) ? readRenewed(this.#text, after, edits) : null;
    if (renewed) return renewed;
    this.#before ??= read(this.#path, this.#text);
    return { before: this.#before, after: read(this.#path, after) };
  }
}

function read(path: string, text: string): Reading {
  if (isPython(path)) return readPython(text);
  return isTypeScript(path) ? readTypeScript(path, text) : readYaml(path, text);
}

function fit(sorted: readonly Edit[], text: string): boolean {
  return sorted.every(
    ({ span: { start, end } }, at) => (sorted[at - 1]?.span.end ?? 0) <= start && start <= end && end <= text.length,
  );
}

/** @param edits sorted, none overlapping another */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: replacement } of edits) {
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}

/** What the second reading of a text makes worse than the first, in the words that a user is told; null for nothing. */
export function compare(before: Reading, after: Reading, text: string, edits: Edits): string | null {
  const fault = newFault(before, after);
  if (fault !== null) return fault;
  const part = changedPart(before, after, edits);
  if (part) {
    const [line = ""] = text.slice(part.start, part.end).split(/\r|\n/);
    return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\`, which it does not touch, would be read as something else`;
  }
  const moved = movedRoot(before, after);
  return moved === null
    ? null
    : `\`${moved.from}\` and \`${moved.to}\` are one module seen from two folders, and from which of them Python starts is not known`;
}

/** A byte order mark, the shebang, and the line that names a Python file's encoding. */
function head(path: string, text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const [first = "", second = ""] = text.slice(mark.length).split(/\r\n|\r|\n/, 2);
  const shebang = first.startsWith("#!") ? first : "";
  const coding = isPython(path) ? [first, second].find((line) => /^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/.test(line)) : undefined;
  return `${mark}${shebang}\n${coding ?? ""}`;
}
