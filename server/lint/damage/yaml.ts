import { readMarkdown } from "../../syntax/markdown.ts";
import { Text, type Span } from "../../syntax/text.ts";
import { parseYaml, type YamlNode } from "../../syntax/yaml.ts";
import { markdownComments } from "../suppression-comments.ts";
import { Faults, type Part, type Reading } from "./reading.ts";

/** Reads the YAML documents of a file; in Markdown those of its fenced blocks, and where its blocks stand. */
export function readYaml(path: string, text: string): Reading {
  const faults = new Faults();
  const parts: Part[] = [];
  const comments: Span[] = [];
  const read = (source: string, offset: number): void => {
    for (const { root, problems, comments: own } of parseYaml(source, offset)) {
      comments.push(...own);
      for (const { message } of problems) faults.add(`the YAML would be broken: ${message}`);
      if (root) collect(root, parts);
    }
  };
  if (!path.endsWith(".md")) {
    read(text, 0);
    return { faults, parts, comments };
  }
  for (const { language, start, content, closed } of readMarkdown(text).blocks) {
    if (!closed) faults.add("a fenced block would be left open");
    parts.push({ type: `fence ${language}`, start, end: content.start });
    if (language === "yaml" || language === "yml") read(text.slice(content.start, content.end), content.start);
  }
  comments.push(...markdownComments(new Text(text)).map(({ span }) => span));
  return { faults, parts, comments };
}

/** Scalars and keys; how far a map or a list reaches depends on the comments behind it. */
function collect(root: YamlNode, parts: Part[]): void {
  const pending: YamlNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    // What an empty place holds is for the fix to say.
    if (node.kind === "scalar") {
      if (node.value !== null) parts.push({ type: typeof node.value, ...node.span });
    } else if (node.kind === "list") pending.push(...node.items);
    else
      for (const { keySpan, value, merged } of node.entries) {
        if (merged) continue;
        parts.push({ type: "key", ...keySpan });
        if (value) pending.push(value);
      }
  }
}
