import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { BudgetSpent, step, withinBudget } from "../../server/syntax/meter.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A file that takes more work than one file may: it ends, it says so, and the others are checked.

beforeAll(async () => {
  await loadPython();
  await loadTypeScript();
});

function workspace(files: Record<string, string>, patience?: number): { linter: Linter; at: (name: string) => string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-over-budget-")));
  const at = (name: string): string => join(root, name);
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  const linter = new Linter(root, { ...defaultConfig, scope: "all" }, patience === undefined ? {} : { patience });
  linter.scan();
  onTestFinished(() => {
    linter.dispose();
    rmSync(root, { recursive: true });
  });
  return { linter, at };
}

const found = (linter: Linter, path: string): string[] => linter.check(path).map(({ rule, message }) => `${rule} ${message}`);
const SKIPPED = [expect.stringMatching(/^file_skipped This file is not checked: it takes more work than one file may\. It is/)];

describe("a count of steps", () => {
  it("ends work at the same step every time, also where many are taken at once", () => {
    const taken = (steps: number, count: number): number => {
      let at = 0;
      try {
        withinBudget(
          () => {
            for (;;) {
              step(count);
              at++;
            }
          },
          null,
          steps,
        );
      } catch (error) {
        expect(error).toBeInstanceOf(BudgetSpent);
      }
      return at;
    };
    expect([taken(10, 1), taken(5000, 1), taken(5000, 1), taken(5000, 100), taken(5000, 6000)]).toEqual([10, 5000, 5000, 50, 0]);
    // Outside of a budget nothing ends.
    for (let at = 0; at < 100_000; at++) step(100);
  });
});

describe("a file that takes too much work", () => {
  it.each([
    ["many.py", "def f():\n    return f()\n", "import os\n"],
    ["many.ts", "function f() { return f(); }\n", "import { x } from 'x';\n"],
  ])("%s is not checked and says so, closed or open; the others are", (name, unit, small) => {
    const other = name.replace("many", "small");
    const { linter, at } = workspace({ [name]: unit.repeat(3000), [other]: small });
    expect(found(linter, at(name))).toEqual(SKIPPED);
    expect(found(linter, at(other))).toEqual([expect.stringContaining("unused_imports")]);
    linter.setOpen(at(name), unit.repeat(3000));
    expect(found(linter, at(name))).toEqual(SKIPPED);
    expect(linter.checkForGates(at(name)).map(({ rule }) => rule)).toEqual(["file_skipped"]);
    expect(linter.facts(at(name))).toBe(null);
    // Much shorter, it is looked at again.
    linter.setOpen(at(name), small);
    expect(found(linter, at(name))).toEqual([expect.stringContaining("unused_imports")]);
  });
});

describe("a text that is edited while somebody waits", () => {
  const text = "import os\nx = [1, 2, 3]\n".repeat(400);
  it("is given up where it takes too long, is not tried at the next keystroke, and is looked at again when it is saved", () => {
    const { linter, at } = workspace({ "a.py": text }, 0);
    const path = at("a.py");
    linter.setOpen(path, text);
    const whole = found(linter, path);
    expect(whole.length).toBeGreaterThan(100);
    // All of it is another text.
    linter.setOpen(path, text.replaceAll("x = ", "y = "));
    expect(found(linter, path)).toEqual([expect.stringMatching(/^file_skipped This file is not checked: it takes too long\./)]);
    linter.setOpen(path, text);
    expect(found(linter, path)).toEqual([expect.stringContaining("file_skipped")]);
    expect(linter.lookAgain(path)).toContain(path);
    expect(linter.lookAgain(path)).toEqual([]);
    expect(found(linter, path)).toEqual(whole);
    // Of a small edit only what is new is read.
    linter.setOpen(path, `${text}y = 1\n`);
    expect(found(linter, path)).toEqual(whole);
    linter.setOpen(path, text.replaceAll("x = ", "y = "));
    expect(found(linter, path)).toEqual([expect.stringContaining("file_skipped")]);
    linter.close(path);
    expect(found(linter, path)).toEqual(whole);
  });
});
