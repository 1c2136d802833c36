import { expect, it } from "vitest";
import { readMarkdown } from "../../server/syntax/markdown.ts";

function blocks(text: string): [string, string, boolean][] {
  return readMarkdown(text).blocks.map(({ language, content, closed }) => [
    language,
    text.slice(content.start, content.end),
    closed,
  ]);
}

it("finds fenced blocks of either kind, longer fences around shorter ones", () => {
  expect(blocks("````yaml\na\n```\nb\n````\n~~~ python\nc\n```\n~~~\n")).toEqual([
    ["yaml", "a\n```\nb\n", true],
    ["python", "c\n```\n", true],
  ]);
});

it("reads the language of every spelling", () => {
  const languages = ["```YAML title=x", "```{.yaml}", "``` yml", "```", "```c++"].map(
    (fence) => readMarkdown(`${fence}\n\`\`\`\n`).blocks[0]?.language,
  );
  expect(languages).toEqual(["yaml", "yaml", "yml", "", "c++"]);
});

it("takes an unclosed block to the end, and inline code for none", () => {
  expect(blocks("```yaml\na: 1")).toEqual([["yaml", "a: 1", false]]);
  expect(blocks("```code``` and text\n")).toEqual([]);
});

it("keeps offsets with Windows line endings, a byte order mark and emoji", () => {
  expect(blocks("\ufeff🛒\r\n  ```yaml\r\n  a: 1\r\n  ```\r\n")).toEqual([["yaml", "  a: 1\r\n", true]]);
});

it("passes over HTML comments that begin a line, and front matter", () => {
  expect(blocks("<!--\n```yaml\na\n```\n-->\n```yaml\nb\n```\n").map(([, text]) => text)).toEqual(["b\n"]);
  expect(blocks("<!-- a --> b\n<!-->\n```yaml\nb\n```\n").map(([, text]) => text)).toEqual(["b\n"]);
  expect(blocks("text <!--\n```yaml\nb\n```\n-->\n").map(([, text]) => text)).toEqual(["b\n"]);
  expect(blocks("---\r\n```yaml\r\na\r\n```\r\n---\r\n```yaml\r\nb\r\n```\r\n").map(([, text]) => text)).toEqual(["b\r\n"]);
  expect(blocks("---\n```yaml\nb\n```\n").map(([, text]) => text)).toEqual(["b\n"]);
});

it("finds headings outside of blocks", () => {
  const text = "# One\n```py\n# no heading\n```\n## `core/x.py` ##\n#no\n####### no\n###\n";
  expect(readMarkdown(text).headings.map(({ level, title }) => [level, title])).toEqual([
    [1, "One"],
    [2, "`core/x.py`"],
    [3, ""],
  ]);
});
