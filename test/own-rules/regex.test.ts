import { beforeAll, expect, it } from "vitest";
import { loadRegex, regexOf } from "../../server/code/pattern/regex.ts";

// What is asked of a text before an expression is looked for in it, against the expression itself.

beforeAll(() => loadRegex());

const PARTS = [
  ...[
    "a",
    "b",
    "ab",
    "(a|b)",
    "(ab|ba|c)",
    "a*",
    "b+",
    "(ab)+",
    "(ab)?",
    "[abc]",
    "(?i)a",
    "(?i:B)",
    "c{2}",
    "(ab){2,}",
    "^",
    "$",
  ],
  ...["\\b", ".", "(a|)", "(?:ab|(?i:c))", "\\x61", "é", "(?s:.)", "k"],
];
const LETTERS = ["a", "b", "c", "A", "B", "C", "é", "É", "\n", "\u212a", "k"];

it("a text that holds a match holds a word of each list, and whether and where agree", () => {
  let seed = 7;
  const below = (most: number): number => ((seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >>> 8) % most;
  const some = (of: readonly string[], most: number): string[] =>
    Array.from({ length: below(most) }, () => of[below(of.length)] as string);
  const asking = new Set<string>();
  let matches = 0;
  const wrong: unknown[] = [];
  for (let at = 0; at < 600; at++) {
    const source = some(PARTS, 5).join(below(5) === 0 ? "|" : "");
    const regex = regexOf(source);
    if ("problem" in regex) continue;
    if (regex.needs.length > 0) asking.add(source);
    for (let text = 0; text < 20; text++) {
      const value = some(LETTERS, 7).join("");
      const found = regex.test(value);
      if (regex.places(value, 1).length > 0 !== found) wrong.push([source, value, found]);
      if (!found) continue;
      matches++;
      if (!regex.needs.every((words) => words.some((word) => value.includes(word)))) wrong.push([source, value, regex.needs]);
    }
  }
  expect(wrong).toEqual([]);
  expect(asking.size).toBeGreaterThan(50);
  expect(matches).toBeGreaterThan(1000);
});
