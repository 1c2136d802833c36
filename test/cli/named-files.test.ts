import { describe, expect, it } from "vitest";
import { findings, folder, l9 } from "./run.ts";

const SPEC = `module:
  id: depot
  name: Depot
  purpose: Looks parcels up.
  kind: tool
  repo:
    allowed_new_files: [api/depot.py, tests/test_depot.py]
  interfaces:
    inbound: [{ name: find, payload_type: object }]
  error_policy: { default: fail_closed }
  acceptance:
    required: [parcel_found]
`;
const BAD = "x: int = 1  # type: ignore\n";
const FILES = {
  "MODULE_SPEC.yaml": SPEC,
  "api/depot.py": BAD,
  "tests/test_depot.py": "def test_parcel() -> None:\n    assert 1 + 1 == 2\n",
  "scripts/tool.py": BAD,
  "legacy/old.py": BAD,
  "api/banner.py": `# module_id: other\n${BAD}`,
  "l9.config.yaml": "exclude: [legacy/**]\n",
};
const SELECT = ["--select", "acceptance_test_missing,type_ignore", "--format", "json"];
const check = (cwd: string, args: readonly string[], stdin?: string): string[] =>
  findings(l9(["check", ...args, ...SELECT], { cwd, ...(stdin === undefined ? {} : { stdin }) })).map(
    ({ path, range, rule }) => `${path}:${range.start.line} ${rule}`,
  );
const MISSING = "MODULE_SPEC.yaml:12 acceptance_test_missing";

describe("a file that is named", () => {
  it("brings what is found in the other files of its module, told apart, and these decide the exit code", () => {
    const cwd = folder({ ...FILES, "api/depot.py": "x: int = 1\n" });
    expect(check(cwd, ["tests/test_depot.py"])).toEqual([MISSING]);
    const { stdout, exitCode } = l9(["check", "tests/test_depot.py", "--select", "acceptance_test_missing"], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Also broken, in files of the same modules/);
  });
  it("is checked when its header names a module, and left alone when none has it", () => {
    const cwd = folder(FILES);
    expect(check(cwd, ["api/banner.py"])).toEqual(["api/banner.py:2 type_ignore"]);
    const { stdout, exitCode } = l9(["check", "scripts/tool.py"], { cwd });
    expect(stdout).toBe("Nothing to check: scripts/tool.py is left alone: it belongs to no module (--scope all checks it).\n");
    expect(exitCode).toBe(0);
    expect(check(cwd, ["scripts/tool.py", "--scope", "all"])).toEqual(["scripts/tool.py:1 type_ignore"]);
    expect(check(cwd, ["scripts/tool.py", "--force"])).toEqual(["scripts/tool.py:1 type_ignore"]);
  });
  it("is left alone when the configuration excludes it, whatever the scope of the configuration", () => {
    const cwd = folder({ ...FILES, "l9.config.yaml": "scope: all\nexclude: [legacy/**]\n" });
    expect(l9(["check", "legacy/old.py"], { cwd }).stdout).toContain("`exclude` or a .gitignore file names it");
    expect(check(cwd, ["legacy/old.py", "--force"])).toEqual(["legacy/old.py:1 type_ignore"]);
    expect(check(cwd, ["scripts/tool.py"])).toEqual(["scripts/tool.py:1 type_ignore"]);
  });
  it("is checked where the workspace has no module at all", () => {
    expect(check(folder({ "tool.py": BAD }), ["tool.py"])).toEqual(["tool.py:1 type_ignore"]);
  });
  it("is fixed alone", () => {
    const cwd = folder(FILES);
    const { stdout } = l9(["check", "tests/test_depot.py", "--diff"], { cwd });
    expect(stdout).toBe("");
  });
});

describe("a source on stdin", () => {
  it("brings what it breaks in the other files of its module", () => {
    const cwd = folder({
      ...FILES,
      "tests/test_depot.py": "def test_parcel_found() -> None:\n    assert 1 + 1 == 2\n",
      "api/depot.py": "",
    });
    expect(check(cwd, ["--stdin-filename", "tests/test_depot.py"], FILES["tests/test_depot.py"])).toEqual([MISSING]);
    expect(check(cwd, ["--stdin-filename", "scripts/tool.py"], BAD)).toEqual([]);
  });
});
