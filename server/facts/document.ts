import { readMarkdown, type Heading } from "../syntax/markdown.ts";

/** A heading with what stands under it, up to the next heading of its level or above. */
export interface Section {
  heading: Heading;
  text: string;
  /** The fenced blocks in it. */
  blocks: { language: string; text: string }[];
}

/** What a Markdown document says, as far as rules ask: its sections, in order. */
export interface DocumentFacts {
  sections: Section[];
}

export function readDocument(text: string): DocumentFacts {
  const { blocks, headings } = readMarkdown(text);
  const sections = headings.map((heading, at): Section => {
    const next = headings.slice(at + 1).find((other) => other.level <= heading.level);
    const start = heading.span.end;
    const end = next?.span.start ?? text.length;
    const inside = blocks.filter((block) => block.start >= start && block.start < end);
    return {
      heading,
      text: text.slice(start, end),
      blocks: inside.map(({ language, content }) => ({ language, text: text.slice(content.start, content.end) })),
    };
  });
  return { sections };
}
