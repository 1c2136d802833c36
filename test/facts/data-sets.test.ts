import { describe, expect, it } from "vitest";
import { readData, readDataSet } from "../../server/facts/sets/data.ts";
import { isDotenv, readDotenvSet } from "../../server/facts/sets/dotenv.ts";
import { members } from "./read-sets.ts";

describe("data", () => {
  const data = (path: string, text: string, take: "keys" | "values", at: string): string =>
    members(() => readDataSet(text, readData(path, text), { take, paths: [at === "." ? [] : at.split(".")] }));

  it("has keys and values at a path", () => {
    const text = "tools:\n  a: {id: x, n: 1}\n  b: {id: y, n: 2}\nnames: [p, 2, true]\nempty:\n";
    expect(data("f.yaml", text, "keys", "tools")).toBe("a b");
    expect(data("f.yaml", text, "keys", ".")).toBe("tools names empty");
    expect(data("f.yaml", text, "values", "tools.*.id")).toBe("x y");
    expect(data("f.yaml", text, "values", "names")).toBe("p 2 true");
    expect(data("f.yaml", text, "keys", "tools.*")).toBe("id n id n");
    expect(data("f.yaml", text, "keys", "empty")).toBe("");
    expect(data("f.json", '{"tools": [{"id": "x"}, {"id": "y"}]}', "values", "tools.*.id")).toBe("x y");
  });

  it("with anchors and merge keys is what they stand for", () => {
    expect(data("f.yaml", "base: &base {a: 1}\nall:\n  <<: *base\n  b: 2\n", "keys", "all")).toBe("a b");
  });

  it.each([
    ["values", "tools.*.id", "tools: [{id: a}, {name: b}]\n", "`tools.*` has no `id`"],
    ["keys", "tool", "tools: {}\n", "it has no `tool`"],
    ["keys", "tools", "tools: [a]\n", "there is no map whose keys could be taken"],
    ["values", "tools", "tools: [{a: 1}]\n", "an item is no text; name the key of each item that is meant, as in `tools.*.id`"],
    ["keys", "tools", "tools: {'{{ name }}': 1}\n", "`{{ name }}` is filled in later"],
    ["keys", "tools", "tools: {$ref: other.yaml}\n", "it is given by a reference"],
    ["values", "tools", "tools: [a, ]\n---\nb: 1\n", "it holds several YAML documents"],
    ["keys", ".", "a: 1\na: 2\n", "its YAML has an error"],
    ["keys", ".", "", "it is empty"],
  ] as const)("not exactly: %s of `%s` in %j", (take, at, text, expected) => {
    expect(data("f.yaml", text, take, at)).toBe(`not exact: ${expected}`);
  });

  it("that does not parse", () => {
    expect(data("f.json", '{"a": }', "keys", ".")).toMatch(/^not exact: it is no JSON: /);
  });

  it("of a dotenv file", () => {
    expect([".env", "a/.env.example", "prod.env", "env.py", "x.envrc"].map(isDotenv)).toEqual([true, true, true, false, false]);
    expect(members(() => readDotenvSet('A=1\nexport B="2"\n# C=3\n  D = 4\nno line\n'))).toBe("A B D");
  });
});
