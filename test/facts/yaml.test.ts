import { describe, expect, it } from "vitest";
import { parseYaml, type YamlDocument } from "../../server/syntax/yaml.ts";

function only(text: string): YamlDocument {
  const documents = parseYaml(text);
  expect(documents).toHaveLength(1);
  return documents[0] as YamlDocument;
}

describe("texts that would exhaust the machine", () => {
  it.each([
    ["lists", (n: number) => `a: ${"[".repeat(n)}${"]".repeat(n)}`],
    ["maps", (n: number) => `a: ${"{a: ".repeat(n)}1${"}".repeat(n)}`],
    ["open brackets", (n: number) => `a: ${"[".repeat(n)}`],
    ["indented maps", (n: number) => Array.from({ length: n }, (_, at) => `${" ".repeat(at)}a:`).join("\n")],
    ["dashes", (n: number) => `${"- ".repeat(n)}x`],
    ["question marks", (n: number) => `${"? ".repeat(n)}x`],
  ])("thousands of levels of %s are refused at the place where they get too deep", (kind, make) => {
    // A thousand indented lines are half a megabyte of spaces already.
    const document = only(make(kind === "indented maps" ? 1000 : 5000));
    expect(document.refused).toBe(true);
    expect(document.root).toBeNull();
    expect(document.problems).toHaveLength(1);
    expect(document.problems[0]?.message).toContain("nested more than 200 levels deep");
    expect(document.problems[0]?.span.start).toBeGreaterThan(190);
    expect(only(make(100)).refused).toBe(false);
  });

  it("an alias bomb is never expanded", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 40; at++)
      lines.push(
        `a${at}: &a${at} [${Array(10)
          .fill(`*a${at - 1}`)
          .join(", ")}]`,
      );
    const document = only(lines.join("\n"));
    expect(document.refused).toBe(true);
    expect(document.problems).toHaveLength(1);
  });

  it("the same through merge keys", () => {
    const lines = [`a0: &a0 {${Array.from({ length: 10 }, (_, at) => `k${at}: 1`).join(", ")}}`];
    for (let at = 1; at < 40; at++)
      lines.push(`a${at}: &a${at} {${Array.from({ length: 10 }, (_, key) => `k${key}: {<<: *a${at - 1}}`).join(", ")}}`);
    expect(only(lines.join("\n")).refused).toBe(true);
  });

  it("a map that merges itself twice, again and again", () => {
    const lines = [
      "a0: &a0 {k: 1}",
      ...Array.from({ length: 60 }, (_, at) => `a${at + 1}: &a${at + 1} {<<: [*a${at}, *a${at}]}`),
    ];
    expect(only(lines.join("\n")).refused).toBe(true);
  });

  it("a text over the limit is not parsed", () => {
    const document = only(`a: 1\n${"# x\n".repeat(300_000)}`);
    expect(document.refused).toBe(true);
    expect(document.problems[0]?.message).toContain("more than the");
    expect(document.problems[0]?.span).toEqual({ start: 0, end: 1 });
  });

  it.each([
    ["plain", `a: ${"x".repeat(100_000)}`],
    ["words", `a: ${"x ".repeat(50_000)}`],
    ["quoted", `a: "${"x ".repeat(50_000)}"`],
    ["comment", `a: 1 # ${"x ".repeat(50_000)}`],
    ["flow list", `a: [${"x, ".repeat(33_000)}]`],
    ["template tokens", `a: "${"{{x}} ".repeat(16_000)}"`],
    ["open tokens", `a: "${"{{".repeat(50_000)}"`],
  ])("a line of 100,000 characters (%s) is read", (_, text) => {
    const document = only(text);
    expect(document.problems).toEqual([]);
    expect(document.root?.kind).toBe("map");
  });

  it("a text that is no YAML gives a bounded number of problems", () => {
    expect(only(`a: ${"x: ".repeat(3000)}`).problems.length).toBeLessThanOrEqual(50);
  });

  it("a map of 30,000 keys is read, its one duplicate told", () => {
    const keys = Array.from({ length: 30_000 }, (_, at) => `k${at}: 1`);
    const document = only([...keys, "k7: 2"].join("\n"));
    expect(document.problems.map(({ message }) => message)).toEqual([expect.stringContaining("The key `k7` is given twice")]);
  });
});

describe("places", () => {
  it.each(["a: [1, 'b', { c: d }]\n", "\ufeffa:\r\n  - b # c\r\n  - |\r\n    d\r\n", "a:\n  b:\n    c: d\n\n# end\ne: f\n"])(
    "of scalars and keys in %j are where the text says",
    (text) => {
      const visit = (node: YamlDocument["root"]): void => {
        if (node?.kind === "list") node.items.forEach(visit);
        if (node?.kind === "map") {
          for (const { key, keySpan, value } of node.entries) {
            expect(text.slice(keySpan.start, keySpan.end)).toBe(key);
            visit(value);
          }
        }
        if (node?.kind === "scalar") expect(text.slice(node.span.start, node.span.end)).toContain(String(node.value).trim());
      };
      visit(only(text).root);
    },
  );

  it("of block maps and lists end with their last value, not with the comments behind it", () => {
    const text = "a:\n  b: c # d\n  # e\nf:\n  - g # h\n\n# i\n";
    const { root } = only(text);
    const values = root?.kind === "map" ? root.entries.map(({ value }) => text.slice(value?.span.start, value?.span.end)) : [];
    expect(values).toEqual(["b: c", "- g"]);
  });

  it("of comments are found, and a hash in a text is none", () => {
    const text = "# a\nb: c # d\ne: 'f # g'\nh: i#j\n# k";
    expect(only(text).comments.map(({ start, end }) => text.slice(start, end))).toEqual(["# a", "# d", "# k"]);
  });

  it("move with the offset", () => {
    const text = "a: *b";
    const [document] = parseYaml(text, 100);
    expect(document?.problems[0]?.span).toEqual({ start: 103, end: 105 });
    expect(document?.root?.span.start).toBe(100);
  });
});

describe("what stays itself", () => {
  it("reads aliases as what they point to, the latest anchor of a name", () => {
    const { root } = only("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
    expect(root?.kind === "map" && root.entries.map(({ value }) => value?.kind === "scalar" && value.value)).toEqual([
      1, 1, 2, 2,
    ]);
  });

  it("keeps the key `<<` where it is quoted", () => {
    const { root, problems } = only("a: { '<<': b }");
    expect(problems).toEqual([]);
    const value = root?.kind === "map" ? root.entries[0]?.value : null;
    expect(value?.kind === "map" && value.entries[0]?.key).toBe("<<");
  });

  it("ends lines at lone carriage returns, as YAML does, and keeps every offset", () => {
    const text = "a:\r  b: 1\r\nc: # d\r  e\r";
    const { root, problems, comments } = only(text);
    expect(problems).toEqual([]);
    const entries = root?.kind === "map" ? root.entries : [];
    expect(entries.map(({ key, value }) => [key, text.slice(value?.span.start, value?.span.end)])).toEqual([
      ["a", "b: 1"],
      ["c", "e"],
    ]);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(["# d"]);
  });

  it("has no value where a key is followed by a lone carriage return", () => {
    const { root } = only("a:\r  \n  b: 1\n");
    const value = root?.kind === "map" ? root.entries[0]?.value : null;
    expect(value?.kind).toBe("map");
  });
});
