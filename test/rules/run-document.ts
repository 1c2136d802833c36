import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixText } from "../../server/lint/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig, parseConfig } from "../../server/project/config.ts";
import { Files } from "../../server/project/files.ts";
import { loadOwnRules } from "../../server/project/own-rules/load.ts";
import { Text } from "../../server/syntax/text.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { asked } from "./asked.ts";
import { readCases, type Case } from "./case.ts";

const scratch = mkdtempSync(join(tmpdir(), "l9-rules-"));
beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

/** Writes the case as a workspace of its own and opens it. */
async function open(testCase: Case, rules: readonly string[]): Promise<{ root: string; linter: Linter }> {
  const root = join(scratch, String(count++));
  mkdirSync(root, { recursive: true });
  for (const file of testCase.files) {
    mkdirSync(dirname(join(root, file.path)), { recursive: true });
    writeFileSync(join(root, file.path), file.text);
  }
  const own = await loadOwnRules(root, (path) => new Files(defaultConfig.max_file_size).read(path));
  const { config: configured, problems } = await parseConfig(testCase.config ?? "", join(root, "l9.config.yaml"), {
    ...defaultConfig,
    own_rules: own,
  });
  expect(problems).toEqual([]);
  const config = { ...configured, scope: testCase.scope };
  const select = testCase.rules.includes("all") ? undefined : [...rules, ...testCase.rules, ...own.rules.map(({ id }) => id)];
  const linter = new Linter(root, config, { ...(select ? { select } : {}), questions: asked });
  linter.scan();
  return { root, linter };
}

function describeFindings(testCase: Case, root: string, linter: Linter): string[] {
  return testCase.files.flatMap((file) => {
    const text = new Text(file.text);
    return linter.check(join(root, file.path)).map((finding) => {
      const start = text.position(finding.span.start);
      const end = text.position(finding.span.end);
      return JSON.stringify({
        path: relative(root, finding.path),
        start,
        end,
        severity: finding.severity,
        rule: finding.rule,
        message: finding.message,
      });
    });
  });
}

/** What the case expects, each completed by the finding that meets it, so that a failure shows both lists side by side. */
function compare(testCase: Case, found: string[]): { expected: string[]; found: string[] } {
  const left = [...found];
  const expected = testCase.files.flatMap((file) =>
    file.expectations.map((want) => {
      const at = left.findIndex((json) => {
        const finding = JSON.parse(json);
        return (
          finding.path === file.path &&
          finding.rule === want.rule &&
          finding.severity === want.severity &&
          finding.start.line === want.line &&
          finding.start.character === want.startColumn &&
          finding.end.line === want.endLine &&
          (want.endColumn === null || finding.end.character === want.endColumn) &&
          finding.message.includes(want.message)
        );
      });
      return at >= 0 ? (left.splice(at, 1)[0] as string) : `missing: ${JSON.stringify({ path: file.path, ...want })}`;
    }),
  );
  return { expected: expected.sort(), found: [...found].sort() };
}

/** Holds every case of a document against the rules it is about; `case.ts` tells how to read one. */
export function runDocument(name: string, path: string, rules: readonly string[]): void {
  describe(name, () => {
    for (const testCase of readCases(readFileSync(path, "utf8"))) {
      it(`${testCase.title} (line ${testCase.line})`, async () => {
        const { root, linter } = await open(testCase, rules);
        const { expected, found } = compare(testCase, describeFindings(testCase, root, linter));
        expect(found).toEqual(expected);
        for (const { path: fixed, text, unsafe } of testCase.fixed) {
          const before = testCase.files.find((file) => file.path === fixed)?.text ?? "";
          expect(fixText(linter, join(root, fixed), before, unsafe ? "unsafe" : "safe").text).toBe(text);
        }
        linter.dispose();
      });
    }
  });
}
