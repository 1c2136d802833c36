import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { fixText } from "../../server/lint/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// Files change under the program's hands, between finding them and reading them.

beforeAll(() => loadPython());

const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((clean) => clean()));

const SPEC = "module:\n  id: orders\n  repo:\n    allowed_new_files: [api/orders.py, api/other.py]\n";
const BAD = "x: int = 1  # type: ignore\n";

function scanned(): { linter: Linter; root: string; code: string; spec: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-vanishing-")));
  const code = join(root, "api", "orders.py");
  const spec = join(root, "specs", "Module-Spec-orders.yaml");
  for (const [path, text] of [
    [code, BAD],
    [join(root, "api", "other.py"), BAD],
    [spec, SPEC],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const linter = new Linter(root, defaultConfig, { select: ["type_ignore", "missing_spec_key"] });
  cleanUp.push(() => {
    linter.dispose();
    rmSync(root, { recursive: true, force: true });
  });
  linter.scan();
  return { linter, root, code, spec };
}

const shown = (linter: Linter, path: string): string[] => linter.check(path).map(({ rule, message }) => `${rule}: ${message}`);

describe("a file that is found and then", () => {
  it("vanishes is told as not checked; the others are", () => {
    const { linter, root, code } = scanned();
    rmSync(code);
    expect(shown(linter, code)).toEqual([expect.stringMatching(/^file_skipped: .*does not exist/)]);
    expect(shown(linter, join(root, "api", "other.py"))).toEqual([expect.stringContaining("type_ignore")]);
  });
  it("turns into a folder", () => {
    const { linter, code } = scanned();
    rmSync(code);
    mkdirSync(code);
    expect(shown(linter, code)).toEqual([expect.stringMatching(/^file_skipped: .*folder/)]);
  });
  it("turns into a link to itself", () => {
    const { linter, code } = scanned();
    rmSync(code);
    symlinkSync("orders.py", code);
    expect(shown(linter, code)).toEqual([expect.stringMatching(/^file_skipped: .*loop/)]);
  });
  it("turns binary", () => {
    const { linter, code } = scanned();
    writeFileSync(code, "x\0");
    expect(shown(linter, code)).toEqual([expect.stringMatching(/^file_skipped: .*NUL/)]);
  });
  it("is a spec: its module goes with it, and comes back", () => {
    const { linter, root, code, spec } = scanned();
    rmSync(spec);
    linter.changed(spec);
    expect(linter.moduleOf(code)).toBeNull();
    expect(linter.paths()).toEqual([]);
    writeFileSync(spec, SPEC);
    linter.changed(spec);
    expect(linter.moduleOf(code)).toBe("orders");
    expect(linter.paths()).toEqual([code, join(root, "api", "other.py"), spec]);
  });
  it("is fixed meanwhile: the fix works on the text it was given", () => {
    const { linter, code } = scanned();
    rmSync(code);
    expect(fixText(linter, code, BAD, "safe").text).toBe("x: int = 1\n");
  });
});
