import { readMarkdown } from "../../syntax/markdown.ts";

/** The part of a file that is one YAML document. */
export interface Region {
  start: number;
  end: number;
}

/** The YAML document that an offset lies in; in Markdown that of its fenced block. Null outside of YAML. */
export function regionAt(path: string, text: string, offset: number): Region | null {
  let block: Region = { start: text.startsWith("\ufeff") ? 1 : 0, end: text.length };
  if (path.endsWith(".md")) {
    const found = readMarkdown(text).blocks.find(
      ({ language, content }) => (language === "yaml" || language === "yml") && content.start <= offset && offset <= content.end,
    );
    if (!found) return null;
    block = found.content;
  }
  let { start, end } = block;
  for (const match of text.slice(block.start, block.end).matchAll(/^[ \t]*---(?=\s|$)/gm)) {
    const at = block.start + match.index;
    if (at + match[0].length <= offset) start = at + match[0].length;
    else {
      end = at;
      break;
    }
  }
  return { start, end };
}
