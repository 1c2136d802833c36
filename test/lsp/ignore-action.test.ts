import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { FixNet } from "../../server/lint/damage/damage.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { whereToInsert } from "../../server/lsp/ignore-action.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { inSession, pathOf } from "../fuzz/session.ts";

await loadPython();
await loadTypeScript();

/** A file with the suppression that an editor offers for its first finding of a rule; the finding must be gone then, and nothing new be found. */
function ignored(name: string, rule: string, text: string): string {
  return inSession({ [name]: text }, (session) => {
    const before = session.check(name);
    const finding = before.find((one) => one.rule === rule);
    if (!finding) throw new Error(`no ${rule} in ${JSON.stringify(before.map((one) => one.rule))}`);
    const document = TextDocument.create("file:///x", "x", 1, text);
    const insertion = whereToInsert({ text: document }, finding, new FixNet(pathOf(name), text));
    if (!insertion) throw new Error("nothing is offered");
    const { at, before: lead, after } = insertion;
    const newText = after === null ? lead : `${lead}why${after}`;
    const result = TextDocument.applyEdits(document, [{ range: { start: at, end: at }, newText }]);
    session.set(name, result);
    const left = session.check(name).map((one) => one.rule);
    expect(left.filter((one) => one === rule).length).toBeLessThan(before.filter((one) => one.rule === rule).length);
    for (const one of left) expect(before.map((other) => other.rule)).toContain(one);
    return result;
  });
}

describe("a suppression in TypeScript", () => {
  const rule = "missing_type_hints";
  it("stands in braces between elements of JSX", () => {
    const text = "export const A = (): JSX.Element => (\n  <div>\n    {(x: any) => x}\n  </div>\n);\n";
    expect(ignored("a.tsx", rule, text)).toBe(text.replace("    {", `    {/* l9: ignore[${rule}] why */}\n    {`));
  });
  it("stands at the top where words of JSX stand around the line", () => {
    const text = "export const A = (): JSX.Element => (\n  <p>\n    some words\n    and {(x: any) => x}\n    more\n  </p>\n);\n";
    expect(ignored("a.tsx", rule, text)).toBe(`// l9: ignore-file[${rule}] why\n${text}`);
  });
  it("stands behind the code on the last line of a template, and at the top where there is none", () => {
    const head = "export const a = `one\n";
    expect(ignored("a.ts", rule, `${head}\${(x: any) => x}\`;\n`)).toBe(
      `${head}\${(x: any) => x}\`;  // l9: ignore[${rule}] why\n`,
    );
    const text = `${head}\${(x: any) => x} two\n\`;\n`;
    expect(ignored("a.ts", rule, text)).toBe(`// l9: ignore-file[${rule}] why\n${text}`);
    expect(ignored("a.ts", rule, `#!/usr/bin/env node\n${text}`)).toBe(
      `#!/usr/bin/env node\n// l9: ignore-file[${rule}] why\n${text}`,
    );
  });
  it("stands between attributes, and above a comment for another tool", () => {
    const jsx = "export const A = (): JSX.Element => (\n  <b\n    on={(x: any) => x}\n  />\n);\n";
    expect(ignored("a.tsx", rule, jsx)).toBe(jsx.replace("    on", `    // l9: ignore[${rule}] why\n    on`));
    const lint = `// eslint-${"disable"}-next-line no-x\nexport const f = (x: any): void => x;\n`;
    expect(ignored("a.ts", rule, lint)).toBe(`// l9: ignore[${rule}] why\n${lint}`);
  });
});

describe("a suppression in Python", () => {
  it("keeps the coding line where Python looks for it", () => {
    const text = "#!/usr/bin/python3\n# coding: utf-8\nimport os\n";
    expect(ignored("a.py", "unused_imports", text)).toBe(
      "#!/usr/bin/python3\n# coding: utf-8\n# l9: ignore[unused_imports] why\nimport os\n",
    );
  });
  it("stands behind the last line of a continued statement", () => {
    const text = "x = 1; \\\nimport os\n";
    expect(ignored("a.py", "unused_imports", text)).toBe("x = 1; \\\nimport os  # l9: ignore[unused_imports] why\n");
  });
  it("stands at the top where the line goes on and is continued itself", () => {
    const text = "from os import \\\n    path, \\\n    sep\nprint(sep)\n";
    expect(ignored("a.py", "unused_imports", text)).toBe(`# l9: ignore-file[unused_imports] why\n${text}`);
  });
  it("stands within brackets, above the operand", () => {
    const code = `from uuid import uuid4\n\nthread_id = (\n    str(uuid4())\n)\n`;
    expect(ignored("a.py", "random_uuid", code)).toContain("    # l9: ignore[random_uuid] why\n    str(uuid4())");
  });
});

describe("a suppression in a spec", () => {
  it("stands above the key, behind a text over several lines", () => {
    const text = "module:\n  id: orders\n  purpose: |\n    Takes orders.\n  porpose: a\n";
    expect(ignored("a.module-spec.yaml", "unknown_spec_key", text)).toBe(
      text.replace("  porpose", "  # l9: ignore[unknown_spec_key] why\n  porpose"),
    );
  });
  it("stands in the block of a Markdown file", () => {
    const text = "# Orders\n\n```yaml\nmodule:\n  id: orders\n  porpose: a\n```\n";
    expect(ignored("Module-Spec-a.md", "unknown_spec_key", text)).toBe(
      text.replace("  porpose", "  # l9: ignore[unknown_spec_key] why\n  porpose"),
    );
  });
});
