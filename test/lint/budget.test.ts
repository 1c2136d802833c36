import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// The budgets as shipped, at their limits, and while lines are typed.

const root = mkdtempSync(join(tmpdir(), "l9-budget-"));
const files = ["a.py", "b.py", "c.py", "d.py", "e.py", "f.py", "g.py"].map((name) => join(root, "api", name));
const spec = join(root, "orders.module-spec.yaml");
const line = "LIMIT = 1\n";

beforeAll(async () => {
  await loadPython();
  mkdirSync(join(root, "api"));
  writeFileSync(
    spec,
    `module:\n  id: orders\n  repo:\n    allowed_new_files: [${files.map((path) => path.slice(root.length + 1)).join(", ")}]\n`,
  );
  for (const path of files.slice(0, 6)) writeFileSync(path, line.repeat(500));
  writeFileSync(files[6] as string, "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("allows 500 lines a file and 3000 a module, and not one more", () => {
  const linter = new Linter(root, defaultConfig, { select: ["budget_file_lines", "budget_total_lines"] });
  linter.scan();
  const last = files[6] as string;
  const found = (path: string): string[] => linter.check(path).map(({ rule, data }) => `${rule} ${String(data.lines)}`);
  expect(files.flatMap(found)).toEqual([]);
  expect(found(spec)).toEqual([]);
  // A line more in the last file: the spec is told to be looked at again, the others are not.
  linter.setOpen(last, "");
  expect(linter.setOpen(last, "# one\n")).toEqual([spec]);
  expect(found(spec)).toEqual(["budget_total_lines 3001"]);
  expect(linter.setOpen(last, "")).toEqual([spec]);
  expect(found(spec)).toEqual([]);
  const first = files[0] as string;
  linter.setOpen(first, line.repeat(501));
  expect(found(first)).toEqual(["budget_file_lines 501"]);
  linter.dispose();
});
