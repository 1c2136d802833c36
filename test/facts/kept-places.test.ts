import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FactTable } from "../../server/facts/table.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import type { FileFacts } from "../../server/facts/kinds.ts";
import { fixText } from "../../server/lint/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// What is kept of a statement across edits: cases that random edits (`test/fuzz`) found.

const root = mkdtempSync(join(tmpdir(), "l9-kept-"));
beforeAll(() => loadPython());
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The facts after the texts were typed one after the other, and those of the last one read afresh. */
function facts(...texts: string[]): { kept: FileFacts; fresh: FileFacts; bindings: [string, number][] } {
  const [first = "", ...rest] = texts;
  const module = new CodeModule(first);
  const table = new FactTable();
  table.update(module);
  for (const text of rest) {
    module.update(text);
    table.update(module);
  }
  const fresh = new FactTable();
  fresh.update(new CodeModule(texts.at(-1) ?? ""));
  const bindings = [...module.bindings].map(([name, list]): [string, number] => [name, list.length]);
  return { kept: table.facts, fresh: fresh.facts, bindings };
}

function linter(name: string, ...texts: string[]): { kept: Linter; path: string; spans: (from: Linter) => unknown } {
  const path = join(root, name);
  const open = (): Linter => new Linter(root, { ...defaultConfig, scope: "all" });
  const kept = open();
  for (const text of texts) {
    kept.setOpen(path, text);
    kept.check(path);
  }
  return {
    kept,
    path,
    spans: (from) => from.check(path).map(({ rule, span, fix, related }) => ({ rule, span, fix, related })),
  };
}

test("a statement that comes to stand where a deleted one stood is read again", () => {
  // The smallest edit takes `a\nimport ` out: `import c` then stands where `import b` stood.
  const { kept, fresh, bindings } = facts("import a\nimport b\nimport c\n", "import b\nimport c\n");
  expect(kept).toEqual(fresh);
  expect(bindings).toEqual([
    ["b", 1],
    ["c", 1],
  ]);
});

test("places of a statement that is read again in place move once", () => {
  const body = "class A(Base):\n    x: str = Field(1)\n";
  const { kept, fresh } = facts(
    `from m import Base, Field\n\n\n${body}`,
    `from m import Base, Field\nfrom n import Field\n\n${body}`,
    `from m import Base, Field\n\n${body}`,
    `#\nfrom m import Base, Field\n\n${body}`,
  );
  expect(kept).toEqual(fresh);
});

test("an assertion of a helper stays with the helper when the test below moves", () => {
  const helper = "def check(packet):\n    assert packet.packet_type == 'a'\n\n";
  const below = "\ndef test_a(packet):\n    check(packet)\n";
  const { kept, fresh } = facts(`${helper}\n${below}`, `${helper}${below}`);
  expect(kept).toEqual(fresh);
});

test("the same when the test was read again first, and says what it said", () => {
  const below = "def test_a(packet):\n    check(packet)\n\n\ndef check(packet):\n    assert packet.packet_type == 'a'\n";
  const text = (end: string): string => `def g(p):\n    if p:\n        raise ValueError("u")\n${end}${below}`;
  const { kept, fresh } = facts(text("    return 'u'\n"), text(""), `#\n${text("")}`);
  expect(kept).toEqual(fresh);
});

test("a comment knows whether code stands before it after the code is taken away", () => {
  const { kept, fresh } = facts("x = 1  # l9\ny = 2\n", "  # l9\ny = 2\n");
  expect(kept.comments).toEqual(fresh.comments);
});

test("a text that does not parse reads the same whatever was typed before", () => {
  const text = "from m import Base\n\n\nclass A(Base):\n    x: int\n";
  const { kept, spans } = linter("d.py", text, `f"${text}`);
  expect(spans(kept)).toEqual(spans(linter("d.py", `f"${text}`).kept));
});

test("the place of a contract class moves after what it says has changed and come back to the same", () => {
  const body = (field: string): string =>
    `class MemorySubstrateService:\n    async def write(self) -> None:\n        self.${field} = 1\n\n\nasync def f(s: MemorySubstrateService) -> None:\n    await s.writes()\n`;
  const texts = [`\n\n${body("a")}`, `\n\n${body("a").replace("self.a = 1", "self.a = os.environ['A']")}`];
  const last = `\n${texts[1]?.trimStart() ?? ""}`;
  const { kept, path, spans } = linter("e.py", ...texts, last);
  expect(kept.check(path).map(({ rule }) => rule)).toContain("unknown_service_method");
  expect(spans(kept)).toEqual(spans(linter("e.py", last).kept));
});

test("a fix takes the white space before its comment along, wherever the comment moves", () => {
  const text = "x = 1  # type: ignore\n";
  const typed = `y = 2\n${text}`;
  const { kept, path, spans } = linter("a.py", text, typed);
  expect(spans(kept)).toEqual(spans(linter("a.py", typed).kept));
  expect(fixText(kept, path, typed, "safe").text).toBe("y = 2\nx = 1\n");
});

test("places are plain data: no later edit moves what was given out", () => {
  const text = "from uuid import uuid4\n\nkey = uuid4()\nsend(thread_id=key)\n";
  const { kept, path } = linter("b.py", text);
  const before = kept.check(path);
  const copy = structuredClone(before);
  kept.setOpen(path, `#\n${text}`);
  expect(before).toEqual(copy);
});

test("a statement that does not parse offers no fix", () => {
  const { kept, path } = linter("c.py", "def broken(:\n    pass\n\n\ndef whole():\n    pass\n");
  const titles = kept.check(path).flatMap(({ fix }) => (fix ? [fix.title] : []));
  expect(titles).toEqual(["Add `-> None`"]);
});

test.each(["\ufeff", "\r", "\n"])("a spec that begins with %j in front of its first key is read", (start) => {
  const { kept, path } = linter("a.module-spec.yaml", `${start}module:\n  id: orders\n`, `---\n${start}module:\n  id: orders\n`);
  expect(kept.check(path).filter(({ rule }) => rule === "internal_error")).toEqual([]);
});

test("renaming a key goes before filling in the key that it was meant to be", () => {
  const text = "module:\n  id: orders\n  repo:\n    allowed_new_file: [a.py]\n";
  const { kept, path } = linter("b.module-spec.yaml", text);
  expect(fixText(kept, path, text, "unsafe").text.match(/allowed_new_files/g)).toHaveLength(1);
});
