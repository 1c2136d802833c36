import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// While a file is being typed it seldom parses: what was known of it stays where it belongs, and nothing is made up.

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "l9-typescript-broken-")));
beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

// Put together here, so that this file itself ignores nothing.
const [IGNORE, EXPECT, NOCHECK] = ["ignore", "expect-error", "nocheck"].map((word) => ["@ts", word].join("-"));

let count = 0;

const GOOD = `import { used, unused } from "./a.js";
// ${IGNORE}
export const first = used;

export const middle = 1;

// The words ${NOCHECK} in the middle of a sentence
/* ${EXPECT} */
export const last = used;
`;

/** A file with the texts that it has one after the other; each shown finding is its rule and the text it stands on. */
class Typing {
  readonly linter: Linter;
  readonly path: string;
  readonly root: string;
  text: string;

  constructor(
    text: string,
    files: Record<string, string> = {},
    select: string[] = ["code_syntax", "type_ignore", "unused_imports"],
  ) {
    this.root = join(scratch, String(count++));
    this.path = join(this.root, "src", "module.ts");
    for (const [path, other] of Object.entries({ "src/module.ts": text, ...files })) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), other);
    }
    this.linter = new Linter(this.root, { ...defaultConfig, scope: files["a.module-spec.yaml"] ? "modules" : "all" }, { select });
    this.linter.scan();
    this.text = text;
    this.linter.setOpen(this.path, text);
  }

  edit(from: string, to: string): string[] {
    expect(this.text).toContain(from);
    this.text = this.text.replace(from, () => to);
    return this.linter.setOpen(this.path, this.text);
  }

  get shown(): string[] {
    return this.linter.check(this.path).map(({ rule, span }) => `${rule}: ${this.text.slice(span.start, span.end)}`);
  }
}

/** What a file that was never broken shows for a text. */
function fresh(text: string): string[] {
  return new Typing(text).shown;
}

describe("a TypeScript file that breaks", () => {
  it("keeps the findings of the text that parsed, moved with the edits, and tells the error", () => {
    const typing = new Typing(GOOD);
    const before = typing.shown;
    expect(before).toEqual(["unused_imports: unused", `type_ignore: ${IGNORE}`, `type_ignore: ${EXPECT}`]);
    typing.edit("middle = 1", "middle = = 1");
    expect(typing.shown).toEqual([...before.slice(0, 2), "code_syntax: =", ...before.slice(2)]);
    typing.edit("= = 1", "= =\n\n\n  (a, b)");
    typing.edit("import { used", "\n\nimport { used");
    expect(typing.shown).toEqual([...before.slice(0, 2), "code_syntax: =", ...before.slice(2)]);
  });

  it.each([true, false])("loses the findings that an edit touches, and no others (looked at in between: %s)", (looks) => {
    const typing = new Typing(GOOD);
    if (looks) expect(typing.shown).toHaveLength(3);
    typing.edit("middle = 1", "middle = (");
    if (looks) expect(typing.shown).toHaveLength(4);
    typing.edit(`// ${IGNORE}\n`, "");
    const syntax: unknown = expect.stringMatching(/^code_syntax: /);
    expect(typing.shown).toEqual(["unused_imports: unused", syntax, `type_ignore: ${EXPECT}`]);
    typing.edit("used, unused", "used, un");
    expect(typing.shown).toEqual([syntax, `type_ignore: ${EXPECT}`]);
  });

  it("is as fresh as a new one when it parses again", () => {
    const typing = new Typing(GOOD);
    for (const [from, to] of [
      ["middle = 1", "middle = {"],
      [`// ${IGNORE}\n`, `// ${IGNORE}\n// ${EXPECT}\n`],
      ["export const last = used;", ""],
      ["middle = {", "middle = { a: 1 }"],
    ] as const)
      typing.edit(from, to);
    expect(typing.shown).toEqual(fresh(typing.text));
    expect(typing.shown).toContain(`type_ignore: ${EXPECT}`);
    typing.edit("{ a: 1 }", "{ a: 1");
    typing.edit("{ a: 1", "{ a: unused }");
    expect(typing.shown).toEqual(fresh(typing.text));
    expect(typing.shown).not.toContain("unused_imports: unused");
  });

  it("offers no fix while it is broken, and the same fix after it", () => {
    const typing = new Typing(GOOD);
    const fixes = (): boolean[] => typing.linter.check(typing.path).map(({ fix }) => Boolean(fix));
    expect(fixes()).toEqual([true, true, true]);
    typing.edit("middle = 1", "middle = `");
    expect(fixes()).toEqual([false, false, false, false]);
    typing.edit("middle = `", "middle = ``");
    expect(fixes()).toEqual([true, true, true]);
  });

  it("that never parsed has only its error, and says nothing of older findings", () => {
    const typing = new Typing(`export const a = {\n// ${IGNORE}\n`);
    const [only, ...more] = typing.linter.check(typing.path);
    expect(more).toEqual([]);
    expect(only?.message).toMatch(/^This does not parse as TypeScript \('}' expected\), so the module can not be loaded\.$/);
    typing.edit("{\n", "1;\n");
    expect(typing.shown).toEqual([`type_ignore: ${IGNORE}`]);
    typing.edit("1;", "1 1");
    expect(typing.linter.check(typing.path).at(0)?.message).toContain("the findings are those of the last text that did");
  });

  it.each([
    ["a template", "`half ${"],
    ["a string", '"half'],
    ["a class", "class {"],
    ["a type", "type A = {"],
    ["JSX in a .ts file", "const v = <a>1</a>"],
  ])("by %s has one error inside its text", (_, broken) => {
    const typing = new Typing(GOOD);
    typing.edit("export const middle = 1;", broken);
    const errors = typing.linter.check(typing.path).filter(({ rule }) => rule === "code_syntax");
    expect(errors).toHaveLength(1);
    const { span } = errors[0] as { span: { start: number; end: number } };
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(typing.text.length);
    typing.edit(broken, "");
    expect(typing.shown).toEqual(fresh(typing.text));
  });

  it("is shown the same, character by character, as long as the text parses", () => {
    const typing = new Typing(GOOD);
    const added = `\nconst o = { "a": \`\${unused}\`, b: [1, 2] };\n// ${IGNORE}\nf(o);\n`;
    let parsed = 0;
    for (const character of added) {
      typing.text += character;
      typing.linter.setOpen(typing.path, typing.text);
      const { shown } = typing;
      if (shown.some((one) => one.startsWith("code_syntax"))) continue;
      parsed++;
      expect(shown).toEqual(fresh(typing.text));
    }
    expect(parsed).toBeGreaterThan(10);
    expect(typing.shown).toEqual(fresh(typing.text));
  });

  it("stays what it was to the other files of its module", () => {
    const spec = "module:\n  id: a\n  language: typescript\n  repo: { allowed_new_files: [src/module.ts, src/other.ts] }\n";
    const files = {
      "a.module-spec.yaml": spec,
      "src/other.ts": 'export function reply(id: string): Record<string, unknown> {\n  return { status: "ok", id };\n}\n',
    };
    const typing = new Typing("export interface Reply {\n  status: string;\n  id: string;\n}\n", files, [
      "dict_where_model",
      "code_syntax",
    ]);
    const other = join(typing.root, "src", "other.ts");
    const found = (): string[] => typing.linter.check(other).map(({ rule }) => rule);
    expect(found()).toEqual(["dict_where_model"]);
    // The finding there points to this file: its place may have moved.
    expect(typing.edit("id: string;", "id: string; note: {")).toEqual([other]);
    expect(found()).toEqual(["dict_where_model"]);
    const related = typing.linter.check(other)[0]?.related ?? [];
    const place = related.find(({ path }) => path === typing.path)?.span;
    expect(place && typing.text.slice(place.start, place.end)).toBe("Reply");
    expect(typing.edit("note: {", "note: {}")).toContain(other);
    expect(found()).toEqual([]);
  });
});
