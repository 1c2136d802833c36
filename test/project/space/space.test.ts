import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Files } from "../../../server/project/files.ts";
import { Space } from "../../../server/project/space/space.ts";
import { loadPython } from "../../../server/syntax/python-parser.ts";

const scratch = mkdtempSync(join(tmpdir(), "l9-space-"));
let count = 0;
let root = "";
let files: Files;

beforeAll(() => loadPython());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  root = join(scratch, String(count++));
  mkdirSync(root);
  files = new Files(1000);
});

function write(path: string, content: string | Uint8Array): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

function open(): Space {
  const space = new Space(root, ["space", ".l9/space"], files);
  space.refresh();
  return space;
}

function names(space: Space): string[] {
  return space.files.map(({ path }) => relative(root, path));
}

function problems(space: Space): string[] {
  return space.files.flatMap(({ path, problem }) => (problem ? [`${relative(root, path)}: ${problem.message}`] : []));
}

const extract = (code: string): string => `**File**: \`core/x.py\`\n\n\`\`\`python\n${code}\n\`\`\`\n`;

describe("a Space", () => {
  it("is every .md, .txt and .json of its folders, in the order of priority", () => {
    for (const path of [
      "space/a.txt",
      "space/code_index.md",
      "space/repo_supplement.md",
      "space/z.py.md",
      "space/deep/b.PY.MD",
      "space/x.json",
      "space/y.py",
      "other/c.md",
      ".l9/space/d.md",
    ]) {
      write(path, path.endsWith("json") ? "{}" : "");
    }
    expect(names(open())).toEqual([
      "space/deep/b.PY.MD",
      "space/z.py.md",
      "space/repo_supplement.md",
      "space/code_index.md",
      ".l9/space/d.md",
      "space/a.txt",
      "space/x.json",
    ]);
  });

  it("says which file it can not read, and why", () => {
    write("space/a.json", '{"paths": ');
    write("space/b.md", new Uint8Array([0x23, 0x20, 0xff, 0xfe]));
    write("space/c.txt", new Uint8Array([0x41, 0, 0x42]));
    write("space/d.md", "x".repeat(1001));
    write("space/good.txt", "ToolBinding @ core/agents/schemas.py");
    symlinkSync(join(root, "nowhere.md"), join(root, "space/e.md"));
    symlinkSync(join(root, "space/f.md"), join(root, "space/f.md"));
    mkdirSync(join(root, "folder"));
    symlinkSync(join(root, "folder"), join(root, "space/g.md"));
    const space = open();
    expect(problems(space)).toEqual([
      "space/a.json: it is not valid JSON (line 1, column 11: it ends where a value is expected)",
      "space/b.md: it is not valid UTF-8",
      "space/c.txt: it holds NUL bytes, so it is binary and not text",
      "space/d.md: it has 1001 bytes, more than max_file_size (1000)",
      "space/e.md: it does not exist",
      "space/f.md: it is a loop of symbolic links",
      "space/g.md: it is a folder",
    ]);
    expect(space.files.find(({ path }) => path.endsWith("good.txt"))?.facts.entries).toHaveLength(1);
  });

  it("may have no folder at all, but a file in place of one is a problem", () => {
    expect(open().files).toEqual([]);
    write(".l9/space", "");
    expect(problems(open())).toEqual([".l9/space: the folder can not be listed (it is no folder)"]);
  });

  it("reads again only what changed", () => {
    const changing = write("space/a.txt", "ToolBinding @ core/a.py");
    write("space/b.txt", "AgentTask @ core/b.py");
    const space = open();
    expect(space.reads).toBe(2);
    const before = space.files;
    expect(space.refresh()).toBe(false);
    expect([space.reads, space.files]).toEqual([2, before]);
    expect(space.files).toBe(before);

    writeFileSync(changing, "ToolBinding @ core/z.py");
    expect(space.refresh()).toBe(true);
    expect(space.reads).toBe(3);
    expect(space.files[0]?.facts.entries).toMatchObject([{ name: "ToolBinding", path: "core/z.py" }]);
    expect(space.files[1]).toBe(before[1]);

    // The same size and the same time of change, but another content.
    utimesSync(changing, 1, 1);
    space.refresh();
    writeFileSync(changing, "ToolBinding @ core/q.py");
    utimesSync(changing, 1, 1);
    expect(space.refresh()).toBe(true);
    expect(space.files[0]?.facts.entries).toMatchObject([{ path: "core/q.py" }]);
  });

  it("takes note of files one by one: the editor's text, a new file, a deleted one", () => {
    const path = write("space/a.txt", "ToolBinding @ core/a.py");
    const space = open();
    expect(space.touched(write("core/a.py", ""))).toBe(false);
    expect(space.touched(path)).toBe(false);
    files.setOpen(path, "ToolBinding @ core/b.py");
    expect(space.touched(path)).toBe(true);
    expect(space.files[0]?.facts.entries).toMatchObject([{ path: "core/b.py" }]);
    files.close(path);
    expect(space.touched(path)).toBe(true);
    expect(space.files[0]?.facts.entries).toMatchObject([{ path: "core/a.py" }]);
    expect(space.touched(write("space/new.md", "# New"))).toBe(true);
    expect(names(space)).toEqual(["space/a.txt", "space/new.md"]);
    rmSync(path);
    expect(space.touched(path)).toBe(true);
    expect(space.touched(path)).toBe(false);
    expect(names(space)).toEqual(["space/new.md"]);
  });

  it("reads the Python of an extract once, when it is asked for", () => {
    write("space/x.py.md", extract("class X:\n    a: int\n    b: str"));
    const space = open();
    const [found] = space.files[0]?.facts.extracts ?? [];
    if (!found) throw new Error("no extract");
    const facts = space.facts(found);
    expect(facts.classes[0]?.fields.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(space.facts(found)).toBe(facts);
    expect(space.differences(found, facts)).toEqual([]);
  });
});

describe("a Space file that is no good", () => {
  it.each([
    ["# ", "a"],
    ["**File**: ", "a"],
    ["| a | ", " "],
    ["- ", "`"],
    ["```python ", "a"],
    ["", "("],
    ["class A:\n", "#"],
    ["- **a", "*"],
    ["[", "["],
  ])("because of a line of 300,000 characters is read all the same (%#)", (before, unit) => {
    files = new Files(1_000_000);
    const path = write("space/a.py.md", `${before}${unit.repeat(300_000)}\n|---|\n\nToolBinding @ core/a.py\n`);
    const space = open();
    expect(space.files[0]?.problem).toBeNull();
    files.setOpen(path, `\`\`\`python\n# core/x.py\n${before}${unit.repeat(300_000)}\n\`\`\`\n`);
    space.touched(path);
    expect(space.files[0]?.facts.extracts).toHaveLength(1);
  });
});
