import { readSpec, type SpecDocument } from "../../facts/spec.ts";
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
    const { blocks } = readMarkdown(text);
    const found = blocks.find(
      ({ language, content }) => (language === "yaml" || language === "yml") && content.start <= offset && offset <= content.end,
    );
    const isFenced = ({ yaml: { span } }: SpecDocument): boolean =>
      blocks.some(({ content }) => content.start <= span.start && span.end <= content.end);
    // The whole file is YAML where its spec stands in no fence.
    const isBare = readSpec(path, text).some((spec) => !isFenced(spec));
    if (!found && !isBare) return null;
    if (found && !isBare) block = found.content;
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
