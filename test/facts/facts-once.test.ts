import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FactTable } from "../../server/facts/table.ts";
import { FactsOnce } from "../../server/facts/facts-once.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { makeCorpus, writeCorpus } from "../bench/make-corpus.ts";

// What is read of a file once, and what is kept of an open one, must be the same.

const corpus = makeCorpus({ files: 30, lines: 6000, seed: 12 });
const root = mkdtempSync(join(tmpdir(), "l9-once-"));

beforeAll(() => loadPython());
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("extracts the same facts one kind at a time, all at once and for keeping", () => {
  let some = 0;
  for (const { path, text } of corpus) {
    const kept = new FactTable();
    kept.update(new CodeModule(text));
    const once = new FactsOnce(new CodeModule(text, { tracks: false }));
    expect({ path, facts: { ...once.facts } }).toEqual({ path, facts: kept.facts });
    expect({ path, facts: once.all() }).toEqual({ path, facts: kept.facts });
    some += kept.facts.functions.length + kept.facts.comments.length;
  }
  expect(some).toBeGreaterThan(100);
});

it("finds the same in a closed file and in an open one", () => {
  writeCorpus(root, corpus);
  const linter = new Linter(root, { ...defaultConfig, scope: "all" });
  linter.scan();
  let findings = 0;
  for (const { path, text } of corpus) {
    const file = join(root, path);
    const closed = linter.check(file);
    linter.setOpen(file, text);
    expect(linter.check(file)).toEqual(closed);
    linter.close(file);
    findings += closed.length;
  }
  expect(findings).toBeGreaterThan(50);
  linter.dispose();
});
