import { expect, it } from "vitest";
import { matchesParts, matchesPattern } from "../../rules/shared/wildcards.ts";
import { isQuickExpression, slowGlob } from "../../server/code/quick-pattern.ts";
import { parseConfig } from "../../server/project/config.ts";
// Translated when first used, which may take longer than a test.
import "../../server/project/config-file.ts";

// Patterns that a repository holds: those that could stall are known before they are used, the others are matched in bounded work.

it("compares file names as fnmatch does", () => {
  const fits = (pattern: string, ...names: string[]): boolean[] => names.map((name) => matchesPattern(name, pattern));
  expect(fits("test_*.py", "test_a.py", "test_.py", "a_test.py", "test_a.pyc")).toEqual([true, true, false, false]);
  expect(fits("*", "", "a", "a/b")).toEqual([true, true, true]);
  expect(fits("?x", "🦊x", "x", "axx")).toEqual([true, false, false]);
  expect(fits("[!.]*[0-9]", "a1", ".1", "a", "b/7")).toEqual([true, false, false, true]);
  expect(fits("[]]", "]", "[")).toEqual([true, false]);
  expect(fits("a[b", "a[b", "ab")).toEqual([true, false]);
  expect(fits("a.b", "a.b", "axb")).toEqual([true, false]);
  expect(fits("*a*b*", "xaxb", "ba", "ab")).toEqual([true, false, true]);
  expect(matchesPattern("a".repeat(5_000), `${"*a".repeat(500)}b`)).toBe(false);
});

it("compares texts with unknown parts", () => {
  expect(matchesParts("orders.in", ["orders.", null])).toBe(true);
  expect(matchesParts("orders", ["orders.", null])).toBe(false);
  expect(matchesParts("a.b.b", [null, ".b"])).toBe(true);
  expect(matchesParts("ab", ["a", null, "ab"])).toBe(false);
  expect(matchesParts("", [])).toBe(true);
  expect(matchesParts("x", [])).toBe(false);
  expect(matchesParts("line\nend", ["line", null])).toBe(true);
});

it.each(["(a+)+$", "(a|a)*b", "((ab)*c)*", "(a*)*", ".*.*.*.*x", "(.)\\1", "(x+x+)+y", "a".repeat(2000)])(
  "does not run the expression %s",
  (source) => expect(isQuickExpression(source)).toBe(false),
);

it.each(["/node_modules/", "\\.(test|spec)\\.[jt]sx?$", "^[A-Z]{2}-\\d{4,8}$", "(?:abc)+x", "[(*+)]+", "^\\w+@\\w+\\.\\w+$"])(
  "runs the expression %s",
  (source) => expect(isQuickExpression(source)).toBe(true),
);

it("refuses globs of the configuration that could stall", async () => {
  for (const pattern of ["+(+(a|b)|c)*x", "*(*(a))", "a*b*c*d*e", "**/a/**/b/**/c/**/d", "x".repeat(2000)]) {
    expect(slowGlob(pattern)).not.toBeNull();
    const { config, problems } = await parseConfig(`exclude: [${JSON.stringify(pattern)}]\n`);
    expect(config.exclude).toEqual([]);
    expect(problems).toMatchObject([
      { message: expect.stringMatching(/^`exclude\.0`: matching this pattern could take hours, as .*: write it as several\.$/) },
    ]);
  }
  for (const pattern of ["**/*.{py,pyi}", "src/**/test_*_*.py", "!(a|b)/**", "+(a|b)/*.ts", "**/node_modules/**"])
    expect(slowGlob(pattern)).toBeNull();
});
