import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SymbolKind, type DocumentSymbol, type MarkupContent } from "vscode-languageserver/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { optionsOf, specShape, type Shape } from "../../../server/facts/spec/shape.ts";
import { configShape } from "../../../server/lsp/spec/config-shape.ts";
import { hoverConfig, hoverSpec } from "../../../server/lsp/spec/hover.ts";
import { specDefinition, specLinks } from "../../../server/lsp/spec/links.ts";
import { specSymbols } from "../../../server/lsp/spec/symbols.ts";
import { diskPaths } from "../../../server/project/path-facts.ts";
import { Text } from "../../../server/syntax/text.ts";

const SPEC = "/w/Module-Spec.yaml";

function hover(marked: string, path = SPEC): { value: string; on: string } | null {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const result = hoverSpec(path, text, offset, true);
  if (!result?.range) return null;
  const lines = new Text(text);
  return {
    value: (result.contents as MarkupContent).value,
    on: text.slice(lines.offset(result.range.start), lines.offset(result.range.end)),
  };
}

/** The first values of the fixed sets that say nothing of their values. */
function unexplained(shape: Shape): string[] {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { enum: values } = node as Shape;
    if (Array.isArray(values)) for (const { value, meaning } of optionsOf(node).slice(0, 1)) if (meaning === "") found.add(value);
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(shape);
  return [...found];
}

describe("hover", () => {
  it("tells what a key means, what it takes and whether it is required", () => {
    expect(hover("module:\n  pur|pose: Takes orders.\n")).toEqual({
      value: "**`module.purpose`** · required · a text\n\nWhat the module does, in one line.",
      on: "purpose",
    });
    expect(hover("module: { interfaces: { inbound: [{ name: a, auth: be|arer }] } }")).toEqual({
      value: expect.stringMatching(/^\*\*`module\.interfaces\.inbound\[\]\.auth`\*\* · optional · one of `hmac-sha256`/),
      on: "bearer",
    });
  });

  it("says of a fixed set what each value does, and of a value what it does", () => {
    const key = hover("module: { idempotency: { mecha|nism: both } }")?.value;
    expect(key).toContain(
      "\n\n- `substrate_lookup`: The packets that were written are asked: it holds over restarts and several processes.\n- `memory_cache`: ",
    );
    const value = hover("module: { idempotency: { mechanism: bo|th } }")?.value;
    expect(value).toContain("\n\n- `both`: The cache first, then the packets that were written.");
    expect(value).not.toContain("- `none`:");
    // Every value of every fixed set that is no plain word of HTTP.
    expect(unexplained(specShape)).toEqual(["GET"]);
    expect(unexplained(configShape)).toEqual([]);
  });

  it("says what each carrier of a signature sends, beside the keys of a form of one's own", () => {
    const inbound = (signature: string): string => `module: { interfaces: { inbound: [{ name: a, ${signature} }] } }`;
    expect(hover(inbound("signa|ture: github"))?.value).toMatch(/- `github`: [^\n]+\n- `slack`: [^\n]+\n- `stripe`: /);
    expect(hover(inbound("signature: str|ipe"))?.value).toContain("\n\n- `stripe`: `Stripe-Signature: t=<timestamp>,v1=<hex>`");
    expect(hover(inbound("signature: { header: X, encoding: base|64 }"))?.value).toContain(
      "- `base64`: Base64, with its padding.",
    );
  });

  it("does the same in l9.config.yaml", () => {
    const offset = (text: string): [string, number] => [text.replace("|", ""), text.indexOf("|")];
    const value = (marked: string): string | undefined => {
      const [text, at] = offset(marked);
      return (hoverConfig(configShape, text, at, true)?.contents as MarkupContent | undefined)?.value;
    };
    expect(value("sco|pe: all\n")).toContain(
      "- `modules`: specs and the code generated from them\n- `contracts`: every other file too",
    );
    expect(value("rules:\n  type_ignore: warn|ing\n")).toContain(
      "- `warning`: Told; a run fails by it only with `--max-warnings`.",
    );
    expect(value("generate: { backend: com|mand }\n")).toContain("- `command`: a program of yours");
    const row = "{ module: axios, language: type|script }";
    for (const rows of [`[${row}]`, `{ add: [${row}] }`, `{ replace: [${row}] }`])
      for (const text of [`profile: { forbidden_imports: ${rows} }`, `overrides: [{ profile: { forbidden_imports: ${rows} } }]`])
        expect(value(text), text).toContain("- `typescript`: A module of TypeScript.");
    expect(value("profile: { workflow: { plan: { ga|te: spec_valid } } }")).toContain("- `all_checks`: ");
    expect(value("profile: { workflow: { plan: { blocker: HARD|_STOP } } }")).toMatch(/\n\n- `HARD_STOP`: [^\n]+$/);
    expect(value("agreements: [{ direc|tion: equal }]")).toMatch(/- `equal`: .+\n- `subset`: /);
    expect(value("agreements: [{ severity: in|fo }]")).toContain("- `info`: Told, and fails nothing.");
    expect(value("agreements: [{ sources: [{ asyncapi: mess|ages }] }]")).toContain("- `messages`: ");
    expect(value("agreements: [{ sources: [{ specs: an|y }] }]")).toContain("- `any`: Modules of every kind.");
    expect(value("nons|ense: 1\n")).toBeUndefined();
  });

  it("tells where a v2 key belongs in v3", () => {
    expect(hover("metadata:\n  descr|iption: Mail.\n")?.value).toBe(
      "**`metadata.description`** · required · a text\n\nWhat the module does, in one line.\n\nIn the v3 layout: `module.purpose`.",
    );
  });

  it("stays on one line and on the innermost value", () => {
    expect(hover("module:\n  purpose: >\n    Takes |orders\n    from the shop.\n")?.on).toBe(">");
    expect(hover("module:\n  goals:\n    - a\n    - bc|d\n")).toMatchObject({ on: "bcd" });
  });

  it("says nothing of unknown keys, comments and other YAML", () => {
    expect(hover("module:\n  nons|ense: 1\n")).toBeNull();
    expect(hover("module:\n  id: a # comm|ent\n")).toBeNull();
    expect(hover("module:\n  x_legacy: { ti|er: 1 }\n")).toBeNull();
    expect(hover("```yaml\nlab|els: 1\n```\n", "/w/Module-Spec.md")).toBeNull();
  });

  it("works in every document and in Markdown", () => {
    expect(hover("module: { id: a }\n---\nmodule: { na|me: b }\n")?.on).toBe("name");
    expect(hover("# A 🛒\n\n```yaml\nmodule:\n  i|d: a\n```\n", "/w/Module-Spec.md")?.on).toBe("id");
  });
});

/** An outline as indented lines. */
function outline(symbols: readonly DocumentSymbol[], depth = 0): string[] {
  return symbols.flatMap(({ name, detail, children = [] }) => [
    `${"  ".repeat(depth)}${name}${detail ? ` = ${detail}` : ""}`,
    ...outline(children, depth + 1),
  ]);
}

describe("document symbols", () => {
  it("are the spec's keys, list items under their names", () => {
    const text =
      "module:\n  id: orders\n  interfaces:\n    inbound:\n      - name: a\n        method: GET\n  acceptance: { required: [works, { id: refused }] }\n";
    expect(outline(specSymbols(SPEC, text))).toEqual([
      "module",
      "  id = orders",
      "  interfaces",
      "    inbound",
      "      a",
      "        name = a",
      "        method = GET",
      "  acceptance",
      "    required",
      "      works",
      "      refused",
      "        id = refused",
    ]);
  });

  it("of several documents stand under the modules' ids; merges and aliases are not repeated", () => {
    const text = "module: { id: a, name: &n A }\n---\nx-base: &base { name: B }\nmodule: { <<: *base, system: *n }\n";
    const symbols = specSymbols(SPEC, text);
    expect(symbols.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", SymbolKind.Module],
      ["document 2", SymbolKind.Module],
    ]);
    expect(outline(symbols[1]?.children ?? [])).toEqual(["x-base", "  name = B", "module", "  system"]);
  });

  it("have ranges that hold their selection and their children", () => {
    const text = "module:\n  purpose: |\n    Takes\n    orders.\n  goals:\n  - a\n  - b # c\n\n# end\n";
    const lines = new Text(text);
    const check = (symbol: DocumentSymbol, from: number, to: number): void => {
      const [start, end] = [lines.offset(symbol.range.start), lines.offset(symbol.range.end)];
      const [first, last] = [lines.offset(symbol.selectionRange.start), lines.offset(symbol.selectionRange.end)];
      expect(from <= start && start <= first && first <= last && last <= end && end <= to).toBe(true);
      symbol.children?.forEach((child) => check(child, start, end));
    };
    const symbols = specSymbols(SPEC, text);
    expect(symbols).toHaveLength(1);
    symbols.forEach((symbol) => check(symbol, 0, text.length));
  });
});

describe("links and definition", () => {
  const root = mkdtempSync(join(tmpdir(), "l9-links-"));
  beforeAll(() => {
    mkdirSync(join(root, "service", "api"), { recursive: true });
    mkdirSync(join(root, "api"));
    writeFileSync(join(root, "api", "a.py"), "");
    writeFileSync(join(root, "service", "api", "b.py"), "");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const text =
    "module:\n  repo:\n    root_path: service\n    allowed_new_files: [api/a.py, api/missing.py, api, /etc/passwd]\n    allowed_modified_files:\n      - api/b.py\n";
  const input = { path: SPEC, text, root, paths: diskPaths, uri: (path: string) => `file://${path}` };

  it("lead to the files that exist, from the workspace root or from root_path", () => {
    const lines = new Text(text);
    expect(
      specLinks(input).map(({ range, target }) => [text.slice(lines.offset(range.start), lines.offset(range.end)), target]),
    ).toEqual([
      ["api/a.py", `file://${root}/api/a.py`],
      ["api/b.py", `file://${root}/service/api/b.py`],
    ]);
  });

  it("are found on the path only", () => {
    expect(specDefinition(input, text.indexOf("api/b.py") + 3)?.uri).toBe(`file://${root}/service/api/b.py`);
    expect(specDefinition(input, text.indexOf("missing"))).toBeNull();
    expect(specDefinition(input, text.indexOf("allowed_new"))).toBeNull();
  });
});
