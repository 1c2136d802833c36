import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { parseConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Comparison, listedDifferences } from "./agreement.ts";
import { Ruff, type RuffFinding } from "./ruff.ts";
import { readStdlib, say } from "./stdlib.ts";
import { sample, WHOLE } from "../whole.ts";

// `unused_imports` and `missing_type_hints` against ruff's F401 and ANN over Python's standard library.

const LEAST_AGREEMENT = 0.995;

describe("ruff over the standard library", () => {
  it("finds the same unused imports and missing type hints", { timeout: 240_000 }, async (context) => {
    const stdlib = readStdlib();
    if (typeof stdlib === "string") {
      say(`not compared with ruff: ${stdlib}`);
      return context.skip(stdlib);
    }
    await loadPython();
    const root = mkdtempSync(join(tmpdir(), "l9-oracle-"));
    const { config } = await parseConfig("");
    const linter = new Linter(root, { ...config, scope: "all" }, { select: ["unused_imports", "missing_type_hints"] });
    const ruff = new Ruff();
    const imports = new Comparison();
    const hints = new Comparison();
    const unparsed: string[] = [];
    const files = sample(stdlib.files, 3);
    for (const { name, text } of files) {
      const theirs = ruff.check(text);
      if (!theirs) {
        unparsed.push(name);
        continue;
      }
      const ours = linter.checkText(join(root, name), text);
      const of = (rule: string): Finding[] => ours.filter((finding) => finding.rule === rule);
      imports.add(
        name,
        of("unused_imports").map((finding) => ourImport(finding, text)),
        theirs.filter(({ code }) => code === "F401").map((finding) => ruffImport(finding, text)),
      );
      hints.add(
        name,
        of("missing_type_hints").map((finding) => ourHints(finding, text)),
        ruffHints(theirs, text),
      );
    }
    linter.dispose();
    rmSync(root, { recursive: true });
    for (const [rule, { result }] of [["unused_imports", imports] as const, ["missing_type_hints", hints] as const]) {
      const share = result.agreement.toFixed(5);
      say(
        `${rule}: ${result.matched} of ${result.findings} findings agree (${share}) in ${files.length} files; ruff parses all but ${unparsed.length}`,
      );
      expect(result.findings).toBeGreaterThan(WHOLE ? 100 : 40);
      expect(result.agreement, result.differences.join("\n")).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
      const listed = listedDifferences(rule, stdlib.version, files);
      if (listed) expect(result.differences).toEqual(listed);
    }
    expect(unparsed.length).toBeLessThan(files.length / 100);
  });
});

/** The bound name and its place: ruff points at the alias where there is one. */
function ourImport({ span: { start, end } }: Finding, text: string): string {
  const clause = text.slice(start, end);
  const alias = /\bas\s+(\w+)$/.exec(clause);
  return alias ? `${alias[1]}\t${end - (alias[1] as string).length}` : `${clause.split(".").at(-1)}\t${start}`;
}

function ruffImport({ start }: RuffFinding, text: string): string {
  const name = /^[\w.]+/.exec(text.slice(start))?.[0] ?? "";
  return `${name.split(".").at(-1)}\t${start}`;
}

/** A function with all that it lacks is one finding. */
function ourHints({ span, data }: Finding, text: string): string {
  const missing = [...(data.parameters as string[]), ...(data.return ? ["return"] : [])];
  return `${text.slice(span.start, span.end)} (${missing.join(", ")})\t${span.start}`;
}

/** Ruff reports every parameter by itself: they are put together by the `def` before them. */
function ruffHints(findings: readonly RuffFinding[], text: string): string[] {
  const names = [...text.matchAll(/\bdef[ \t]+(?=\w)/g)].map((match) => match.index + match[0].length);
  const missing = new Map<number, string[]>();
  for (const { code, start, message } of [...findings].sort((a, b) => a.start - b.start)) {
    if (!code.startsWith("ANN")) continue;
    const isParameter = code.startsWith("ANN00");
    const name = isParameter ? (names.findLast((other) => other < start) ?? -1) : start;
    const list = missing.get(name) ?? [];
    missing.set(name, list);
    list.push(isParameter ? (/`([^`]+)`/.exec(message)?.[1] ?? message) : "return");
  }
  return [...missing].map(([start, lacking]) => {
    // The return is reported at the name, before the parameters.
    const inOrder = [...lacking.filter((name) => name !== "return"), ...lacking.filter((name) => name === "return")];
    return `${/^\w+/.exec(text.slice(start))?.[0]} (${inOrder.join(", ")})\t${start}`;
  });
}
