import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MEMBERS, specReaders } from "../../server/build/spec-readers.ts";
import readers from "../../server/cli/spec-readers.json";
import { keysOf } from "../../server/facts/spec/shape-keys.ts";
import { specShape } from "../../server/facts/spec/shape.ts";

// Which rules and phases read a key of a spec: as the sources have it, and as the rules' documents do.

const root = join(import.meta.dirname, "..", "..");
const keys = new Set(keysOf(specShape).map(({ path }) => path));

it("is what the sources of the rules and the phases say", { timeout: 300_000 }, () => {
  expect(readers, "run `npm run spec-readers`").toEqual(specReaders(root));
});

it("speaks of keys that a spec has", () => {
  expect(Object.keys(readers).filter((key) => !keys.has(key))).toEqual([]);
  expect(Object.values(MEMBERS).flatMap((held) => held.filter((key) => !keys.has(key)))).toEqual([]);
});

it("knows every member of what a spec is read into", () => {
  const about = /^(?:path|text|yaml|root|index|layout|isTemplate|idSpan|span|get|value)$/;
  const declared = ["types.ts", "document.ts"].flatMap((file) => {
    const text = readFileSync(join(root, "server/facts/spec", file), "utf8");
    return [...text.matchAll(/^export interface (\w+)[^{]*\{\n(.*?)^\}/gms)].flatMap(([, name = "", body = ""]) =>
      [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??: /gm)].flatMap(([, member = ""]) =>
        about.test(member) ? [] : [`${name}.${member}`],
      ),
    );
  });
  expect(declared.length).toBeGreaterThan(40);
  expect(declared.filter((member) => !(member in MEMBERS))).toEqual([]);
});

/** Who reads the kind reads it of the module, which a header or a path may give too. */
const pairs = Object.entries(readers)
  .filter(([key]) => key !== "module.kind")
  .flatMap(([key, { rules }]) => rules.map((rule) => [rule, key] as const));

it.each(pairs)("the document of %s has a case with %s", (rule, key) => {
  const last = key.replaceAll("[]", "").split(".").at(-1) as string;
  expect(readFileSync(join(root, "test/rules", `${rule}.md`), "utf8")).toMatch(new RegExp(`\\b${last}:`));
});
