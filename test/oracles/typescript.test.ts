import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { parseConfig } from "../../server/project/config.ts";
import { parseTypeScript, TypeScriptTree } from "../../server/syntax/typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Comparison, listedDifferences } from "./agreement.ts";
import { say } from "./stdlib.ts";
import { readTypeScript, unusedImportsByEslint } from "./typescript-eslint.ts";
import { sample } from "../whole.ts";

// TypeScript that nobody wrote for this program: no file of it may stop a rule, and `unused_imports` must agree with
// `@typescript-eslint/no-unused-vars`. The sources are the project's own and those that its dependencies ship.

const root = join(import.meta.dirname, "..", "..");
const LEAST_AGREEMENT = 0.99;

const scratch = mkdtempSync(join(tmpdir(), "l9-oracle-"));
beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function open(select: readonly string[] | undefined): Promise<Linter> {
  const { config } = await parseConfig("");
  return new Linter(scratch, { ...config, scope: "all" }, select ? { select } : {});
}

const isDeclaration = (path: string): boolean => /\.d\.[cm]?ts$/.test(path);
const own = ["server", "rules", "client", "test"].flatMap((folder) =>
  readTypeScript(root, folder, (path) => !path.includes("node_modules")),
);
const shipped = readTypeScript(root, "node_modules", (path) => !isDeclaration(path));

describe("TypeScript of the project and of its dependencies", () => {
  it("stops no rule", { timeout: 480_000 }, async () => {
    const linter = await open(undefined);
    const declarations = readTypeScript(root, "node_modules", isDeclaration).filter((_, at) => at % 20 === 0);
    const files = [...sample(own, 8), ...sample(shipped, 8), ...sample(declarations, 8)];
    const broken: string[] = [];
    const failed: string[] = [];
    for (const { name, text } of files) {
      const findings = linter.checkText(join(scratch, name), text);
      for (const { rule, message } of findings) {
        if (rule === "internal_error") failed.push(`${name}: ${message}`);
        if (rule === "code_syntax") broken.push(`${name}: ${message}`);
      }
    }
    linter.dispose();
    say(`TypeScript: ${files.length} files of the project and of its dependencies checked`);
    expect(files.length).toBeGreaterThan(400);
    expect(failed).toEqual([]);
    expect(broken).toEqual([]);
  });

  it("has the unused imports that typescript-eslint finds", { timeout: 480_000 }, async () => {
    const linter = await open(["unused_imports"]);
    const comparison = new Comparison();
    let compared = 0;
    const files = [...sample(own, 12), ...sample(shipped, 64)];
    for (const { name, text: whole } of files) {
      const text = thinned(name, whole);
      const theirs = unusedImportsByEslint(name, text);
      if (!theirs) continue;
      compared++;
      const ours = linter.checkText(join(scratch, name), text).map(({ span }) => boundName(text, span.start, span.end));
      comparison.add(name, ours, theirs);
    }
    linter.dispose();
    const { findings, matched, agreement, differences } = comparison.result;
    say(`unused_imports in TypeScript: ${matched} of ${findings} findings agree (${agreement.toFixed(5)}) in ${compared} files`);
    expect(findings).toBeGreaterThan(200);
    expect(agreement, differences.join("\n")).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
    expect(differences).toEqual(listedDifferences("unused_imports_typescript", null, files));
  });
});

/** Who publishes a file has removed its unused imports: without every second statement many of the others are unused. */
function thinned(name: string, text: string): string {
  const tree = parseTypeScript(name, text);
  if (!(tree instanceof TypeScriptTree)) return text;
  const others = tree.program.body.filter(({ type }) => type !== "ImportDeclaration");
  return others
    .filter((_, at) => at % 2 === 1)
    .reduceRight((left, { range: [start, end] }) => `${left.slice(0, start)};${left.slice(end)}`, text);
}

/** The name that a clause binds and its place: `b` of `a as b`, `ns` of `* as ns`, `os` of `import os = require("os")`. */
function boundName(text: string, start: number, end: number): string {
  const clause = text.slice(start, end);
  const equals = /^import\s+(?:type\s+)?([\w$]+)\s*=/.exec(clause);
  if (equals) return `${equals[1]}\t${String(start + clause.indexOf(equals[1] as string, 6))}`;
  const alias = /(?:^|\s)(?:as|type)\s+([\w$]+)$/.exec(clause);
  const name = alias ? (alias[1] as string) : clause;
  return `${name}\t${String(end - name.length)}`;
}
