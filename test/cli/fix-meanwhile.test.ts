import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { fixFiles } from "../../server/cli/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { folder } from "./run.ts";

it("leaves a file that somebody changes meanwhile as it is, says so, and fixes the others", async () => {
  await loadPython();
  const root = folder({ "a.py": "import os\n", "b.py": "import sys\n" });
  const [a, b] = ["a.py", "b.py"].map((name) => join(root, name)) as [string, string];
  const linter = new Linter(root, { ...defaultConfig, scope: "all" });
  linter.scan();
  const read = linter.files.read.bind(linter.files);
  let reads = 0;
  vi.spyOn(linter.files, "read").mockImplementation((path) => {
    const found = read(path);
    // Right behind the first look at it.
    if (path === a && reads++ === 0) writeFileSync(a, "import re\n");
    return found;
  });
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const fixed = fixFiles(linter, [a, b], [], { safety: "safe", write: true });
  const lines = said.mock.calls.map(([line]) => String(line));
  vi.restoreAllMocks();
  expect(fixed.map(({ path }) => path)).toEqual([b]);
  expect(lines).toEqual([
    expect.stringMatching(/a\.py was changed by someone else while it was fixed, so it is left as it is\n$/),
  ]);
  expect([readFileSync(a, "utf8"), readFileSync(b, "utf8")]).toEqual(["import re\n", ""]);
  expect(linter.check(a).map(({ message }) => message)).toEqual([expect.stringContaining("`re` is imported")]);
  linter.dispose();
});
