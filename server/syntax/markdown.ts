import type { Span } from "./text.ts";

/** A fenced code block of a Markdown text. */
export interface FencedBlock {
  /** First word behind the opening fence in lower case, `{.yaml}` read as `yaml`; empty when there is none. */
  language: string;
  /** Everything behind the opening fence. */
  info: string;
  /** The opening fence's first character. */
  start: number;
  /** What the block holds, line endings included, the fences left out. */
  content: Span;
  /** Columns that the opening fence stands in from the left: the lines of the content may be indented as much. */
  indent: number;
  /** False when the text ends before the closing fence. */
  closed: boolean;
}

/** A heading of a Markdown text (`## Title`). */
export interface Heading {
  level: number;
  title: string;
  span: Span;
}

const FENCE = /^([ \t]*)(`{3,}|~{3,})(.*)$/;

/**
 * The fenced code blocks and the headings of a Markdown text, in order; what looks like a heading inside a block is none. What stands in an HTML comment that
 * begins a line, or in front matter, is neither.
 */
export function readMarkdown(text: string): { blocks: FencedBlock[]; headings: Heading[] } {
  const blocks: FencedBlock[] = [];
  const headings: Heading[] = [];
  let open: { block: FencedBlock; fence: string } | null = null;
  let above: { start: number; text: string } | null = null;
  let inComment = false;
  const from = behindFrontMatter(text);
  for (const line of lines(text)) {
    if (line.start < from) continue;
    if (!open && (inComment || /^ {0,3}<!--/.test(line.text))) {
      // `<!-->` is a whole comment, so the dashes of its beginning may be those of its end.
      inComment = !(inComment ? line.text : line.text.replace("<!", "")).includes("-->");
      above = null;
      continue;
    }
    const before: typeof above = above;
    above = open ? null : line;
    const fence = FENCE.exec(line.text);
    if (open) {
      // A closing fence is at least as long as the opening one and has nothing behind it.
      if (fence && (fence[2] as string).startsWith(open.fence) && (fence[3] as string).trim() === "") {
        open.block.content.end = line.start;
        open.block.closed = true;
        open = null;
      }
      continue;
    }
    if (fence && !(fence[2]?.startsWith("`") && (fence[3] as string).includes("`"))) {
      const info = (fence[3] as string).trim();
      const language = (/^\{?\s*\.?([\w+-]+)/.exec(info)?.[1] ?? "").toLowerCase();
      const indent = (fence[1] as string).length;
      const block = {
        language,
        info,
        start: line.start + indent,
        content: { start: line.next, end: text.length },
        indent,
        closed: false,
      };
      blocks.push(block);
      open = { block, fence: fence[2] as string };
      continue;
    }
    const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line.text);
    if (heading)
      headings.push({
        level: (heading[1] as string).length,
        title: heading[2] ?? "",
        span: { start: line.start, end: line.start + line.text.length },
      });
    // A title with a line of = or - below it; a line that begins like a list, a table, a quote or a key is no title.
    const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line.text);
    if (underline && before && /^ {0,3}(?![-+*>|#=\d`~]|\w+:)\S/.test(before.text)) {
      const title = before.text.trim();
      const span = { start: before.start, end: before.start + before.text.length };
      headings.push({ level: underline[1]?.startsWith("=") ? 1 : 2, title, span });
    }
  }
  return { blocks, headings };
}

/** Where the text goes on behind lines between two `---` (or `+++`) at its very beginning; 0 where there are none. */
function behindFrontMatter(text: string): number {
  return (
    /^\ufeff?(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?:[\s\S]*?(?:\r\n|\n|\r))?\1[ \t]*(?:\r\n|\n|\r|$)/.exec(text)?.[0].length ?? 0
  );
}

function* lines(text: string): Generator<{ start: number; text: string; next: number }> {
  const pattern = /\r\n|\n|\r/g;
  let start = text.startsWith("\ufeff") ? 1 : 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    yield { start, text: text.slice(start, match.index), next: pattern.lastIndex };
    start = pattern.lastIndex;
  }
  if (start < text.length) yield { start, text: text.slice(start), next: text.length };
}
