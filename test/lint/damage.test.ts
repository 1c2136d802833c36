import { describe, expect, it } from "vitest";
import type { Edit } from "../../rules/define.ts";
import { FixNet } from "../../server/lint/damage/damage.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

await loadPython();
await loadTypeScript();

/** What an edit would break; in the text `⟦old→new⟧` marks each. */
function damage(path: string, marked: string): string | null {
  let text = "";
  let at = 0;
  const edits: Edit[] = [];
  for (const match of marked.matchAll(/⟦([^→⟧]*)→([^⟧]*)⟧/g)) {
    text += marked.slice(at, match.index);
    edits.push({ span: { start: text.length, end: text.length + (match[1] as string).length }, text: match[2] as string });
    text += match[1];
    at = match.index + match[0].length;
  }
  return new FixNet(path, text + marked.slice(at)).damage(edits);
}

const UNPARSED = "the file would not parse any more";

describe("a fix of Python", () => {
  it.each([
    ["an unclosed bracket", "f(⟦a)→a⟧\n", UNPARSED],
    ["the only statement of a block", "if x:\n⟦    import os\n→⟧y = 1\n", "a block would be left without a statement"],
    ["a backslash that ends the file", "x = 1; \\\n⟦import os\n→⟧", "a `\\` would be left at the end of the file"],
    [
      "a backslash that opens a line above an indented one",
      "⟦import os; →⟧\\\n    print(1)\n",
      "a line below a `\\` would be indented",
    ],
    [
      "a line that a backslash then joins",
      "x = 0 \\\n⟦# type: ignore\n→⟧+1\n",
      "`x = 0`, which it does not touch, would be read as something else",
    ],
    ["a dotted name", "from a import ⟦b→b.c⟧\n", "`from … import` takes no name with a dot"],
    ["a comma at the end", "from a import b,⟦ c→⟧\n", "a comma would be left behind the last name of an import"],
    ["a keyword given twice", "f(a=1, ⟦b→a⟧=2)\n", "a keyword would be given twice"],
    ["a key written twice", "d = {'a': 1, ⟦'b'→\"a\"⟧: 2}\n", "a key would stand twice in one dictionary"],
    ["a positional argument behind a keyword", "f(a=1, ⟦b=2→2⟧)\n", "a positional argument would follow a keyword"],
    ["a parameter named twice", "def f(a, ⟦b→a⟧: int = 1): ...\n", "a parameter would stand twice"],
    ["an await in a plain function", "def f():\n    ⟦g()→await g()⟧\n", "`await` would stand outside of an `async def`"],
    [
      "a future import below another",
      "⟦→import a\n⟧from __future__ import annotations\n",
      "`from __future__` would not stand at the top of the file any more",
    ],
    [
      "a coding line moved down",
      "#!/usr/bin/python\n⟦→# l9\n⟧# coding: latin-1\nx = 1\n",
      "the first lines, which the shell or Python reads, would change",
    ],
    ["a mark taken away", "⟦\ufeff→⟧x = 1\n", "the first lines, which the shell or Python reads, would change"],
    [
      "a longer path of the same module",
      "from ⟦memory.x→apps.shop.memory.x⟧ import A\n",
      "`memory.x` and `apps.shop.memory.x` are one module seen from two folders, and from which of them Python starts is not known",
    ],
  ])("is left out for %s", (_, marked, why) => expect(damage("/a.py", marked)).toBe(why));

  it.each([
    ["a statement gone from a block that has another", "if x:\n⟦    import os\n→⟧    y = 1\n"],
    ["the only statement replaced", "if x:\n    ⟦import os→pass⟧\n"],
    ["a comment with its backslash", "x = 0⟦ \\\n# type: ignore→⟧\n+1\n"],
    ["a backslash that opens a line above one that is not indented", "⟦import os; →⟧\\\nprint(1)\n"],
    ["a backslash in a block", "if x:\n    ⟦import os; →⟧\\\n        print(1)\n"],
    ["an await in an async function", "async def f():\n    ⟦g()→await g()⟧\n"],
    ["another module", "from ⟦memory.x→core.y⟧ import A\n"],
    ["a comment at the end of a block", "def f():\n    pass\n⟦# type: ignore\n→⟧x = 1\n"],
    ["a name within a list", "from a import (\n    b,\n⟦    c,\n→⟧)\n"],
    ["another key", "d = {'a': 1, ⟦'b'→'c'⟧: 2, a: 3, **b}\n"],
    ["no change", "x = ⟦1→1⟧\n"],
    ["a file that was broken elsewhere", "def (:\n\n\nimport a⟦, b→⟧\n"],
  ])("is taken for %s", (_, marked) => expect(damage("/a.py", marked)).toBeNull());
});

describe("a fix of TypeScript", () => {
  it.each([
    ["/a.ts", "import { a⟦, b }→⟧ from 'x';\n", UNPARSED],
    ["/a.ts", "const a = 1⟦;\n→⟧\n(f)();\n", "`const a = 1`, which it does not touch, would be read as something else"],
    ["/a.tsx", "const a = <div>⟦</div>→⟧;\n", UNPARSED],
    ["/a.ts", "f({ a: 1, ⟦b→a⟧: 2 });\n", "a key would stand twice in one object"],
    ["/a.ts", "f({ a, ⟦'b'→'a'⟧: 2 });\n", "a key would stand twice in one object"],
    ["/a.tsx", "const a = <b c ⟦d→c⟧={1} />;\n", "an attribute would be given twice"],
    ["/a.ts", "import { a } from 'x';\nimport { ⟦b→a⟧ } from 'y';\n", "a name would be imported twice"],
  ])("is left out in %s: %s", (path, marked, why) => expect(damage(path, marked)).toBe(why));
  it.each([
    ["/a.ts", "import { a⟦, b→⟧ } from 'x';\n"],
    ["/a.ts", "f({ a: 1, ⟦b→c⟧: 2, [a]: 3, ...a, get d() { return 1; }, set d(e) {} });\n"],
    ["/a.ts", "f({ a: 1, a: 2 }, ⟦b→c⟧);\n"],
    ["/a.ts", "import { a } from 'x';\nimport { ⟦b→a as c⟧ } from 'y';\n"],
    ["/a.tsx", "const a = <div>⟦{/* a note */}→⟧<b /></div>;\n"],
  ])("is taken in %s: %s", (path, marked) => expect(damage(path, marked)).toBeNull());
});

describe("a fix of YAML and Markdown", () => {
  it.each([
    ["/a.yaml", "a: 1\n⟦b→a⟧: 2\n", /^the YAML would be broken: .*`a`/],
    ["/a.yaml", "a: ⟦1→[1⟧\n", /^the YAML would be broken: /],
    ["/a.md", "```yaml\na: 1\n⟦```\n→⟧", /^a fenced block would be left open$/],
    ["/a.md", "```yaml\na: 1⟦→\n```⟧\nb: 2\n```\n", /./],
  ])("is left out in %s: %s", (path, marked, why) => expect(damage(path, marked)).toMatch(why));
  it.each([
    ["/a.yaml", "a: 1\n⟦b→c⟧: 2\n"],
    ["/a.md", "# A\n\n```yaml\na: ⟦1→2⟧\n```\n"],
  ])("is taken in %s: %s", (path, marked) => expect(damage(path, marked)).toBeNull());
});

it("does not fit a text with edits that overlap or lie outside", () => {
  const edit = (start: number, end: number): Edit => ({ span: { start, end }, text: "" });
  expect(new FixNet("/a.py", "abc").damage([edit(0, 2), edit(1, 3)])).toBe("its edits do not fit the text");
  expect(new FixNet("/a.py", "abc").damage([edit(2, 9)])).toBe("its edits do not fit the text");
});
