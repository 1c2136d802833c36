import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Rule } from "../../rules/define.ts";
import { Linter } from "../../server/lint/linter.ts";
import type { LinterOptions } from "../../server/lint/linter-options.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A rule that throws is an internal_error finding, never a clean result; the other rules' findings stand.

vi.mock("../../rules/index.ts", async (original) => {
  const fail = (): never => {
    throw new Error("no such thing");
  };
  const { rules } = await original<{ rules: readonly Rule[] }>();
  const broken = (id: string, hooks: Partial<Rule>): Rule => ({
    id,
    family: "patterns",
    check: "no_forbidden_patterns",
    severity: "warning",
    languages: ["python"],
    fix: null,
    what: "",
    why: "",
    instead: "",
    examples: [],
    ...hooks,
  });
  const added = [
    broken("broken_visitor", { python: { call: fail } }),
    broken("broken_file", { pythonFile: fail }),
    broken("broken_spec", { spec: fail }),
    broken("broken_module", { module: fail }),
  ];
  return { rules: [...rules, ...added] };
});

beforeAll(() => loadPython());

const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((clean) => clean()));

function check(
  path: string,
  text: string,
  options: LinterOptions,
  others: Record<string, string> = {},
  rules: Record<string, "off" | "error"> = {},
) {
  const root = mkdtempSync(join(tmpdir(), "l9-internal-"));
  for (const [name, content] of Object.entries({ ...others, [path]: text })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const linter = new Linter(root, { ...defaultConfig, scope: "all", rules }, options);
  cleanUp.push(() => {
    linter.dispose();
    rmSync(root, { recursive: true, force: true });
  });
  linter.scan();
  return linter.check(join(root, path)).map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

const SPEC = "module:\n  id: orders\n  repo:\n    allowed_new_files: [api/orders.py]\n";

describe("internal_error", () => {
  it("names the rule and the cause; other findings of the file stand", () => {
    const found = check("a.py", "x: int = f()  # type: ignore\n", { select: ["broken_visitor", "type_ignore"] });
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^error internal_error: .*broken_visitor.*no such thing/);
    expect(found[1]).toMatch(/^error type_ignore/);
  });
  it("of a rule over a whole file", () => {
    expect(check("a.py", "x = 1\n", { select: ["broken_file"] })).toEqual([
      expect.stringMatching(/internal_error: .*broken_file/),
    ]);
  });
  it("of a rule over a spec", () => {
    expect(check("a.module-spec.yaml", SPEC, { select: ["broken_spec"] })).toEqual([
      expect.stringMatching(/internal_error: .*broken_spec/),
    ]);
  });
  it("of a rule over a module stands on its spec", () => {
    const found = check("a.module-spec.yaml", SPEC, { select: ["broken_module"] }, { "api/orders.py": "x = 1\n" });
    expect(found).toEqual([expect.stringMatching(/internal_error: .*broken_module/)]);
  });
  it("can not be suppressed, switched off or left out", () => {
    const source = "# l9: ignore-file[internal_error] away\nx = f()\n";
    expect(check("a.py", source, { select: ["broken_visitor"] })).toEqual([expect.stringContaining("internal_error")]);
    expect(check("a.py", "x = f()\n", { select: ["broken_visitor"], ignore: ["internal_error"] })).toEqual([
      expect.stringContaining("error internal_error"),
    ]);
    expect(check("a.py", "x = f()\n", { select: ["broken_visitor"] }, {}, { internal_error: "off" })).toEqual([
      expect.stringContaining("error internal_error"),
    ]);
  });
});
