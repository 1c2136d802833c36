import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { isSpecFile, readSpec } from "../../server/facts/spec.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { BudgetSpent, withinBudget } from "../../server/syntax/meter.ts";
import { parseYaml } from "../../server/syntax/yaml.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A spec that takes more work than one file may: reading it ends, it says so, and other files are checked.

beforeAll(loadPython);

const SPEC = "module:\n  id: orders\n  name: Orders\n  purpose: Takes orders.\n  repo:\n    allowed_new_files: [api/orders.py]\n";
/** Far more than any spec has, in less characters than YAML may have. */
const LARGE = `${SPEC}  goals: [${"a, ".repeat(300_000)}]\n`;
const SKIPPED = /^file_skipped This file is not checked: it takes more work than one file may\. It is/;

function workspace(files: Record<string, string>, patience?: number): { linter: Linter; at: (name: string) => string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-spec-budget-")));
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

it("counts the work of YAML, piece by piece and value by value", () => {
  const steps = (text: string, most: number): boolean => {
    try {
      withinBudget(() => parseYaml(text), null, most);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(BudgetSpent);
      return false;
    }
  };
  const text = "a: [1, 2]\n".repeat(100);
  const needed = [...Array(40).keys()].map((at) => at * 500).find((most) => steps(text, most)) ?? 0;
  expect(needed).toBeGreaterThan(5_000);
  const twice = [...Array(80).keys()].map((at) => at * 500).find((most) => steps(text + text, most)) ?? 0;
  expect(twice / needed).toBeCloseTo(2, 1);
});

it("ends, and says so", () => {
  const { linter, at } = workspace({ "anything.yaml": LARGE, "other.py": "import os\n" });
  const path = at("anything.yaml");
  expect(found(linter, path)).toEqual([expect.stringMatching(SKIPPED)]);
  expect(linter.paths()).toContain(path);
  expect(linter.checkForGates(path).map(({ rule }) => rule)).toEqual(["file_skipped"]);
  expect(found(linter, at("other.py"))).toEqual([expect.stringMatching(/^unused_imports/)]);
  // What an editor asks reads nothing either.
  expect(readSpec(path, LARGE)).toEqual([]);
  // Much shorter, it is a spec again.
  linter.setOpen(path, SPEC);
  expect(linter.moduleOf(path)).toBe("orders");
  expect(found(linter, path).filter((line) => SKIPPED.test(line))).toEqual([]);
  expect(isSpecFile(path, SPEC)).toBe(true);
});

it.each(["orders.module-spec.yaml", "Module-Spec-orders.md"])(
  "is not tried again at each keystroke, but when it is saved: %s",
  (name) => {
    const yaml = `${SPEC}  goals: [${"a, ".repeat(20_000)}]\n`;
    const spec = name.endsWith(".md") ? `# Orders\n\n\`\`\`yaml\n${yaml}\`\`\`\n` : yaml;
    const { linter, at } = workspace({ [name]: spec }, 5);
    const path = at(name);
    // The text that it is opened with is read whole, however long that takes.
    linter.setOpen(path, spec);
    expect(linter.moduleOf(path)).toBe("orders");
    linter.setOpen(path, `${spec}\n`);
    expect(linter.check(path).map(({ rule }) => rule)).toEqual(["file_skipped"]);
    linter.setOpen(path, `${spec}\n\n`);
    expect(linter.check(path).map(({ rule }) => rule)).toEqual(["file_skipped"]);
    expect(linter.lookAgain(path)).toContain(path);
    linter.close(path);
    expect(linter.moduleOf(path)).toBe("orders");
  },
);

it("takes many specs in one file into account", () => {
  const many = Array.from({ length: 6_000 }, () => "---\nmodule:\n  id: a\n").join("");
  const { linter, at } = workspace({ "many.module-spec.yaml": many });
  const first = linter.check(at("many.module-spec.yaml")).slice(0, 3);
  expect(first.map(({ rule }) => rule)).toEqual(["file_skipped"]);
});

it("reads a large spec that is within it", () => {
  const files = Array.from({ length: 2_000 }, (_, at) => `      - api/orders_${at}.py\n`).join("");
  const { linter, at } = workspace({ "orders.module-spec.yaml": SPEC.replace("[api/orders.py]\n", `\n${files}`) });
  expect(linter.check(at("orders.module-spec.yaml")).map(({ rule }) => rule)).not.toContain("file_skipped");
});
