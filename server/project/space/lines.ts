/** A line of a text without its line ending; `start` is its offset. */
export interface Line {
  readonly start: number;
  readonly text: string;
}

/** The lines of a part of a text, a BOM at the text's beginning left out. */
export function linesOf(text: string, start = 0, end = text.length): Line[] {
  const lines: Line[] = [];
  let at = start === 0 && text.startsWith("\ufeff") ? 1 : start;
  while (at < end) {
    let stop = text.indexOf("\n", at);
    if (stop < 0 || stop > end) stop = end;
    const last = stop > at && text[stop - 1] === "\r" ? stop - 1 : stop;
    lines.push({ start: at, text: text.slice(at, last) });
    at = stop + 1;
  }
  return lines;
}

/** Longer lines say nothing that is read here; looking for patterns in them would take long. */
export const MAX_LINE = 2000;

/** A Markdown phrase as plain text: code, bold, italic, links and escapes removed. */
export function plain(markdown: string): string {
  if (markdown.length > MAX_LINE) return markdown.trim();
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|`+)(.*?)\1/g, "$2")
    .replace(/(^|[\s(])[*_](\S(?:.*?\S)?)[*_](?=[\s).,;:]|$)/g, "$1$2")
    .replace(/\\([\\`*_{}[\]()#+.!|-])/g, "$1")
    .trim();
}

/** A path of a Python file as texts write it, with or without a folder; the path itself is group 1. */
export const PYTHON_PATH = /((?:[\w.-]+\/)*[\w-]+\.pyi?)\b/;

/** A path as the repository has it: `./`, a leading slash and backslashes removed. */
export function repositoryPath(written: string): string {
  return written.replaceAll("\\", "/").replace(/^(?:\.?\/)+/, "");
}
