import { beforeAll, describe, expect, it } from "vitest";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { SourceTree } from "../../server/syntax/tree.ts";
import { makeCorpus, makeKeystrokeModule } from "./make-corpus.ts";

beforeAll(() => loadPython());

describe("the corpus of the benchmark", () => {
  it("is the same every time, of the size that the figures are told for", () => {
    const corpus = makeCorpus();
    expect(makeCorpus().every(({ path, text }, at) => path === corpus[at]?.path && text === corpus[at].text)).toBe(true);
    expect(new Set(corpus.map(({ path }) => path)).size).toBe(600);
    const lines = corpus.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
    expect(Math.round(lines / 1000)).toBe(177);
    expect(makeCorpus({ seed: 10 })[0]?.text).not.toBe(corpus[0]?.text);
  });

  it("is valid Python", () => {
    for (const { path, text } of makeCorpus({ files: 40, lines: 8000, seed: 3 })) {
      const source = new SourceTree(text);
      expect(`${path}: ${JSON.stringify(source.syntaxError)}`).toBe(`${path}: null`);
      source.dispose();
    }
  });

  it("has a module of 435 lines for timing a keystroke", () => {
    const text = makeKeystrokeModule();
    expect(text.split("\n")).toHaveLength(436);
    const source = new SourceTree(text);
    expect(source.syntaxError).toBeNull();
    source.dispose();
  });
});
