import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCorpus, writeCorpus } from "../bench/make-corpus.ts";
import { l9, type Outcome } from "./run.ts";

// A workspace checked in shards, and the results put together: the bytes of the run in one piece.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

const made: string[] = [];
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), "l9-shards-"));
  made.push(path);
  mkdirSync(join(path, ".l9", "rules"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** Several modules, code without any, a rule of the repository's own, a file that is skipped, and a baseline with entries that nobody needs. */
function workspace(): string {
  const cwd = folder({
    "l9.config.yaml":
      "scope: all\nbaseline: known.json\nrules: {no_prints: warning}\nmax_file_size: 60000\nexclude: [services]\n",
    ".l9/rules/no_prints.yaml": "id: no_prints\nlanguage: python\nrule: {pattern: logger.info($$$)}\nmessage: Say it louder.\n",
  });
  for (const name of ["one", "two", "three"]) {
    const root = join(cwd, name);
    cpSync(ORDERS, root, { recursive: true });
    writeFileSync(join(root, "pyproject.toml"), "");
  }
  writeCorpus(cwd, makeCorpus({ files: 9, lines: 900, seed: 7 }));
  mkdirSync(join(cwd, "large"));
  writeFileSync(join(cwd, "large", "late.py"), "x = 1  # type: ignore\n".repeat(3000));
  for (const name of ["fixed.py", "gone.py", "lost.py"]) writeFileSync(join(cwd, name), "import os\n");
  const recorded = l9(["check", "--write-baseline", "--select", "unused_imports,no_prints,missing_type_hints"], { cwd });
  expect(recorded).toMatchObject({ exitCode: 0, stderr: "" });
  writeFileSync(join(cwd, "fixed.py"), "");
  for (const name of ["gone.py", "lost.py"]) rmSync(join(cwd, name));
  rmSync(join(cwd, "one", "tests"), { recursive: true });
  renameSync(join(cwd, "two", "api", "routes"), join(cwd, "two", "api", "paths"));
  return cwd;
}

/** Checks each shard into a file of its own; their names. */
function shards(cwd: string, of: number, format: string, ...more: string[]): string[] {
  return Array.from({ length: of }, (_, at) => {
    const file = `out.${at + 1}.${format}`;
    const { exitCode, stderr } = l9(["check", "--shard", `${at + 1}/${of}`, "--format", format, "--output-file", file, ...more], {
      cwd,
    });
    expect([exitCode, stderr]).toEqual([exitCode === 0 ? 0 : 1, ""]);
    return file;
  });
}

const rows = (cwd: string, file: string) => JSON.parse(readFileSync(join(cwd, file), "utf8")) as { path: string; rule: string }[];

describe("a run in shards", { timeout: 300_000 }, () => {
  let cwd = "";
  let whole: { json: Outcome; sarif: Outcome };
  beforeAll(() => {
    cwd = workspace();
    whole = { json: l9(["check", "--format", "json"], { cwd }), sarif: l9(["check", "--format", "sarif"], { cwd }) };
  }, 300_000);

  it.each([2, 5])("in %i: merged, the results are those of the run in one piece", (of) => {
    const rules = new Set((JSON.parse(whole.json.stdout) as { rule: string }[]).map(({ rule }) => rule));
    for (const rule of ["file_skipped", "unused_baseline_entry", "acceptance_test_missing"]) expect(rules).toContain(rule);
    for (const format of ["json", "sarif"] as const) {
      const files = shards(cwd, of, format);
      expect(l9(["merge", ...[...files].reverse()], { cwd })).toEqual(whole[format]);
      if (format === "sarif") continue;
      const parts = files.map((file) => rows(cwd, file));
      // No file but the baseline is in two shards.
      const seen = parts.flatMap((part) => [...new Set(part.map(({ path }) => path))]).filter((path) => path !== "known.json");
      expect(new Set(seen).size).toBe(seen.length);
      if (of === 2) expect(parts.every(({ length }) => length > 0)).toBe(true);
    }
  });

  it("has all files of a module in one shard", () => {
    const list = (...flags: string[]) =>
      l9(["check", "--list-files", ...flags], { cwd })
        .stdout.split("\n")
        .filter(Boolean);
    const listed = Array.from({ length: 5 }, (_, at) => list("--shard", `${at + 1}/5`));
    expect(listed.flat().sort()).toEqual(list());
    const spec = "three/specs/Module-Spec-orders_webhook.yaml";
    const files = [spec, "three/api/orders_webhook_adapter.py", "three/tests/test_orders_webhook.py"];
    expect(listed.find((each) => each.includes(spec))).toEqual(expect.arrayContaining(files));
  });

  it("counts errors and warnings as the run in one piece", () => {
    const flags = ["--select", "unused_imports", "--no-baseline"];
    const files = shards(cwd, 2, "json", ...flags);
    const warnings = files.reduce((sum, file) => sum + rows(cwd, file).length, 0);
    expect(warnings).toBeGreaterThan(1);
    for (const most of [0, warnings - 1, warnings])
      expect(l9(["merge", ...files, "--max-warnings", String(most)], { cwd })).toEqual(
        l9(["check", "--format", "json", ...flags, "--max-warnings", String(most)], { cwd }),
      );
    const { exitCode, stdout } = l9(["merge", ...files, "--exit-zero", "--output-file", "all.json"], { cwd });
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(rows(cwd, "all.json")).toHaveLength(warnings);
  });
});

describe("what can not be put together is told", { timeout: 120_000 }, () => {
  let cwd = "";
  beforeAll(() => {
    cwd = folder({
      "a.py": "import os\n",
      "b.py": "import os\n",
      "l9.config.yaml": "scope: all\n",
      "other.json": '{"a": 1}',
      "no.json": "{",
    });
    shards(cwd, 2, "json");
    shards(cwd, 3, "sarif");
    l9(["check", "--format", "sarif", "--output-file", "whole.sarif"], { cwd });
    for (const name of ["out.1.sarif", "out.1.json", "out.2.json"]) cpSync(join(cwd, name), join(cwd, `again.${name}`));
  }, 120_000);
  const [one, two, first, second] = ["out.1.json", "out.2.json", "out.1.sarif", "out.2.sarif"] as const;

  it.each([
    [[one, one], `${one} is named twice: its findings would count twice`],
    [[one, first], `${one} holds an array of findings (--format json) and ${first} does not: name results of one format`],
    [["other.json"], "other.json is no SARIF log of l9: version:"],
    [["no.json"], "no.json holds no JSON:"],
    [["missing.json"], "missing.json can not be read:"],
    [[first, second], "the result would not be whole: 1 shard of 3 (3) is missing"],
    [[first, "again.out.1.sarif"], `${first} and again.out.1.sarif are both shard 1 of 3`],
    [[first, "whole.sarif"], "whole.sarif is of a run in one piece: there is nothing to put together with it"],
    [["l9.config.yaml"], "l9.config.yaml holds no JSON:"],
    [[one, two, "again.out.1.json", "again.out.2.json"], "both have the unused_imports finding in line 1 of"],
  ])("%j", (names, message) => {
    const { exitCode, stdout, stderr } = l9(["merge", ...names], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it.each([
    [["--shard", "0/2"], "It must be I/N"],
    [["--shard", "3/2"], "There is no shard 3 of 2"],
    [["--shard", "1/2", "--fix"], "--shard checks a part of the workspace as it is: leave out --fix, or --shard"],
    [["--shard", "1/2", "--write-baseline"], "leave out --write-baseline, or --shard"],
    [["--shard", "1/2", "--changed"], "leave out --changed, or --shard"],
  ])("%j", (flags, message) => {
    const { exitCode, stderr } = l9(["check", ...flags], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
