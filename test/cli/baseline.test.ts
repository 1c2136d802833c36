import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../program.ts";
import { findings, folder, l9 } from "./run.ts";

beforeAll(() => void builtProgram(), 120_000);

const BAD = "x: int = 1  # type: ignore\n";

describe("--baseline", () => {
  const start = () => {
    const cwd = folder({ "a.py": BAD, "api/b.py": BAD + BAD, "l9.config.yaml": "scope: all\n" });
    const written = l9(["check", "--baseline", "known.json", "--write-baseline"], { cwd });
    return { cwd, written };
  };
  const check = (cwd: string) =>
    findings(l9(["check", "--baseline", "known.json", "--format", "json"], { cwd })).map(
      ({ path, range }) => `${path}:${range.start.line}`,
    );

  it("records what is there, and then leaves it out", () => {
    const { cwd, written } = start();
    expect(written).toEqual({ exitCode: 0, stdout: "No findings in 2 files; 3 in the baseline not shown.\n", stderr: "" });
    expect(check(cwd)).toEqual([]);
    expect(l9(["check", "--baseline", "known.json"], { cwd }).exitCode).toBe(0);
    expect(l9(["check"], { cwd }).exitCode).toBe(1);
  });
  it("knows a finding again when lines are added above it", () => {
    const { cwd } = start();
    writeFileSync(join(cwd, "a.py"), `"""Doc."""\n\n\n${BAD}`);
    expect(check(cwd)).toEqual([]);
  });
  it("counts for a source on stdin and for --diff too", () => {
    const { cwd } = start();
    const stdin = l9(["check", "--baseline", "known.json", "--stdin-filename", "a.py"], { cwd, stdin: BAD });
    expect(stdin).toMatchObject({ exitCode: 0, stdout: "No findings in 1 file; 1 in the baseline not shown.\n" });
    expect(l9(["check", "--baseline", "known.json", "--stdin-filename", "a.py"], { cwd, stdin: BAD + BAD }).exitCode).toBe(1);
    expect(l9(["check", "--baseline", "known.json", "--diff"], { cwd }).exitCode).toBe(0);
    expect(l9(["check", "--diff"], { cwd }).exitCode).toBe(1);
  });
  it("shows a new one, another one on an equal line included", () => {
    const { cwd } = start();
    writeFileSync(join(cwd, "a.py"), `${BAD}y: int = 2  # type: ignore\n`);
    writeFileSync(join(cwd, "api/b.py"), BAD + BAD + BAD);
    expect(check(cwd)).toEqual(["a.py:2", "api/b.py:3"]);
  });
  it("shows one that moved to another file", () => {
    const { cwd } = start();
    writeFileSync(join(cwd, "c.py"), BAD);
    expect(check(cwd)).toEqual(["c.py:1"]);
  });
  it("is the same file wherever it is written from", () => {
    const { cwd } = start();
    const first = readFileSync(join(cwd, "known.json"), "utf8");
    l9(["check", "..", "--root", "..", "--baseline", "../known.json", "--write-baseline"], { cwd: join(cwd, "api") });
    expect(readFileSync(join(cwd, "known.json"), "utf8")).toBe(first);
    expect(first).not.toContain(cwd);
  });
  it("has a name of its own when none is given, and says that nothing reads it yet", () => {
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\n" });
    const { exitCode, stderr } = l9(["check", "--write-baseline"], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("`baseline: l9-baseline.json` in l9.config.yaml");
    expect(entries(cwd, "l9-baseline.json")).toEqual(["a.py type_ignore 1"]);
  });
  it.each([
    ["{", "it is no JSON"],
    ["[]", "it is no baseline of this program"],
    ['{"version": 1, "findings": {}}', "it is of version 1"],
    ['{"version": 2, "findings": []}', "its `findings` are no map"],
    ['{"version": 2, "findings": {"a.py": 1}}', '"a.py" is no entry'],
    ['{"version": 2, "findings": {"a.py type_ignore 0123456789abcdef": 0}}', '"a.py type_ignore 0123456789abcdef" counts 0'],
    ['{"version": 2, "findings": {"a.py type_ignore 0123456789abcdef": "1"}}', '"a.py type_ignore 0123456789abcdef" counts "1"'],
    ["{\n<<<<<<< HEAD\n=======\n>>>>>>> other\n}", "it has the marks of a merge conflict"],
  ])("that is broken stops the program: %s", (content, why) => {
    const cwd = folder({ "a.py": BAD, "known.json": content });
    const { exitCode, stdout, stderr } = l9(["check", "a.py", "--baseline", "known.json"], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`--baseline: known.json can not be used: ${why}`);
  });
});

/** A workspace whose configuration names a baseline that records all there is. */
function configured(files: Record<string, string> = { "a.py": BAD, "api/b.py": BAD + BAD }): string {
  const cwd = folder({ ...files, "l9.config.yaml": "scope: all\nbaseline: known.json\n" });
  expect(l9(["check", "--write-baseline"], { cwd })).toMatchObject({ exitCode: 0, stderr: "" });
  return cwd;
}

/** What a baseline records, without the fingerprints. */
function entries(cwd: string, name = "known.json"): string[] {
  const { findings: recorded } = JSON.parse(readFileSync(join(cwd, name), "utf8")) as { findings: Record<string, number> };
  return Object.entries(recorded).map(([key, count]) => `${key.replace(/ [0-9a-f]{16}$/, "")} ${count}`);
}

function shown(cwd: string, ...flags: string[]): string[] {
  return findings(l9(["check", "--format", "json", ...flags], { cwd })).map(
    ({ path, rule, severity, range }) => `${path}:${range.start.line} ${severity} ${rule}`,
  );
}

describe("`baseline` of the configuration", () => {
  it("is read by a plain check, from any folder, and passed over by --no-baseline and another --baseline", () => {
    const cwd = configured();
    expect(shown(cwd)).toEqual([]);
    expect(shown(join(cwd, "api"))).toEqual([]);
    expect(shown(cwd, "api/b.py")).toEqual([]);
    expect(l9(["check", "--stdin-filename", "a.py"], { cwd, stdin: BAD }).exitCode).toBe(0);
    expect(shown(cwd, "--no-baseline")).toHaveLength(3);
    writeFileSync(join(cwd, "other.json"), '{"version": 2, "findings": {}}');
    expect(shown(cwd, "--baseline", "other.json")).toHaveLength(3);
  });
  it("takes paths from the configuration's folder, whichever part is the workspace", () => {
    const cwd = configured();
    expect(entries(cwd)).toEqual(["a.py type_ignore 1", "api/b.py type_ignore 2"]);
    const before = readFileSync(join(cwd, "known.json"), "utf8");
    expect(shown(cwd, "--root", "api")).toEqual([]);
    l9(["check", "--root", "api", "--write-baseline"], { cwd });
    expect(readFileSync(join(cwd, "known.json"), "utf8")).toBe(before);
  });
  it("has one line an entry, sorted, so that it merges line by line", () => {
    const cwd = configured({ "b.py": BAD, "a.py": `import os\n${BAD}`, "c d.py": BAD });
    const lines = readFileSync(join(cwd, "known.json"), "utf8").split("\n");
    expect(lines.slice(0, 2)).toEqual(["{", '  "version": 2,']);
    expect(lines.slice(3, 7).map((line) => /^ {4}"(.*) [0-9a-f]{16}": 1,?$/.exec(line)?.[1])).toEqual([
      "a.py type_ignore",
      "a.py unused_imports",
      "b.py type_ignore",
      "c d.py type_ignore",
    ]);
    expect(lines.slice(7)).toEqual(["  }", "}", ""]);
  });
  it.each(["../known.json", "a/../../known.json", "/known.json", "C:/known.json", "..\\\\known.json", "known.yaml", "a/"])(
    "must lie in the configuration's folder and be JSON: %s",
    (name) => {
      const cwd = folder({ "a.py": BAD, "l9.config.yaml": `scope: all\nbaseline: "${name}"\n` });
      expect(l9(["check"], { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(
          "l9.config.yaml:2:11: [config_invalid] `baseline` must name a .json file in this configuration's folder",
        ),
      });
    },
  );
  it("is not followed out of the folder, neither read nor written", () => {
    const outside = folder({ "known.json": '{"version": 2, "findings": {}}' });
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\nbaseline: in/known.json\n" });
    symlinkSync(outside, join(cwd, "in"));
    expect(l9(["check"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("leads out of the configuration's folder"),
    });
    expect(l9(["check", "--write-baseline"], { cwd }).exitCode).toBe(2);
    expect(readFileSync(join(outside, "known.json"), "utf8")).toBe('{"version": 2, "findings": {}}');
  });
  it("is no key of the user's own configuration, which speaks of every workspace", () => {
    const cwd = folder({ "a.py": BAD, "home/l9/config.yaml": "baseline: known.json\n" });
    const { exitCode, stderr } = l9(["check", "a.py"], { cwd, env: { XDG_CONFIG_HOME: join(cwd, "home") } });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("`baseline` belongs in the configuration of the workspace"),
    });
  });
  it("that does not exist stops the program and says how to write one", () => {
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\nbaseline: known.json\n" });
    const { exitCode, stdout, stderr } = l9(["check"], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain('known.json can not be used: it does not exist; "l9 check --write-baseline" writes one');
  });
});

describe("a living baseline", () => {
  it("follows a renamed file, and takes no more for known than it records", () => {
    const cwd = configured();
    renameSync(join(cwd, "a.py"), join(cwd, "api/a.py"));
    expect(shown(cwd)).toEqual([]);
    writeFileSync(join(cwd, "c.py"), BAD);
    expect(shown(cwd)).toEqual(["c.py:1 error type_ignore"]);
    expect(l9(["check", "--prune-baseline"], { cwd }).exitCode).toBe(1);
    expect(entries(cwd)).toEqual(["api/a.py type_ignore 1", "api/b.py type_ignore 2"]);
  });
  it("knows a file that is too long while it gets shorter", () => {
    const long = (lines: number): string => `# module_id: a\n${"A = 1\n".repeat(lines)}`;
    const cwd = configured({ "a.py": long(600) });
    expect(entries(cwd)).toContain("a.py budget_file_lines 1");
    writeFileSync(join(cwd, "a.py"), long(550));
    expect(shown(cwd)).toEqual([]);
  });
  it("tells what is no longer found, once a file, and --prune-baseline takes it out", () => {
    const cwd = configured({ "a.py": `import os\n${BAD}${BAD}`, "api/b.py": BAD });
    writeFileSync(join(cwd, "a.py"), BAD);
    rmSync(join(cwd, "api/b.py"));
    const told = findings(l9(["check", "--format", "json"], { cwd }));
    expect(told.map(({ rule, severity, message, range }) => [rule, severity, range.start.line, message])).toEqual([
      [
        "unused_baseline_entry",
        "info",
        4,
        expect.stringContaining("2 findings that are recorded here for `a.py` (type_ignore, unused_imports) are no longer there"),
      ],
      [
        "unused_baseline_entry",
        "info",
        6,
        expect.stringContaining("A finding that is recorded here for `api/b.py` (type_ignore) is no longer there"),
      ],
    ]);
    const { exitCode, stdout } = l9(["check", "--prune-baseline"], { cwd });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "No findings in 1 file; 1 in the baseline not shown, 3 taken out of the baseline.\n",
    });
    expect(entries(cwd)).toEqual(["a.py type_ignore 1"]);
    const pruned = readFileSync(join(cwd, "known.json"), "utf8");
    l9(["check", "--prune-baseline"], { cwd });
    expect(readFileSync(join(cwd, "known.json"), "utf8")).toBe(pruned);
  });
  it("only gets shorter with --baseline-strict", () => {
    const cwd = configured();
    expect(l9(["check", "--baseline-strict"], { cwd }).exitCode).toBe(0);
    const before = readFileSync(join(cwd, "known.json"), "utf8");
    writeFileSync(join(cwd, "c.py"), BAD);
    expect(l9(["check", "--write-baseline", "--baseline-strict"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("known.json is left as it is: 1 finding is not in it"),
    });
    expect(readFileSync(join(cwd, "known.json"), "utf8")).toBe(before);
    rmSync(join(cwd, "c.py"));
    writeFileSync(join(cwd, "a.py"), "x: int = 1\n");
    expect(l9(["check"], { cwd }).exitCode).toBe(0);
    const strict = l9(["check", "--baseline-strict", "--format", "json"], { cwd });
    expect(strict.exitCode).toBe(1);
    expect(findings(strict).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["error unused_baseline_entry"]);
    expect(l9(["check", "--write-baseline", "--baseline-strict"], { cwd }).exitCode).toBe(0);
    expect(entries(cwd)).toEqual(["api/b.py type_ignore 2"]);
  });
  it("says nothing of what a run did not look at: other files, other rules, code that does not parse", () => {
    const cwd = configured({ "a.py": `import os\n${BAD}`, "api/b.py": BAD });
    for (const name of ["a.py", "api/b.py"]) writeFileSync(join(cwd, name), "x: int = 1\n");
    expect(findings(l9(["check", "a.py", "--format", "json"], { cwd }))).toMatchObject([
      { message: expect.stringContaining("`a.py`") },
    ]);
    expect(shown(cwd, "--select", "random_uuid")).toEqual([]);
    expect(
      findings(l9(["check", "a.py", "--select", "type_ignore,unused_baseline_entry", "--format", "json"], { cwd })),
    ).toMatchObject([{ message: expect.stringContaining("(type_ignore)") }]);
    l9(["check", "a.py", "--prune-baseline"], { cwd });
    expect(entries(cwd)).toEqual(["api/b.py type_ignore 1"]);
    writeFileSync(join(cwd, "api/b.py"), "x = = 1\n");
    expect(shown(cwd)).toEqual(["api/b.py:1 error code_syntax"]);
    l9(["check", "--prune-baseline"], { cwd });
    expect(entries(cwd)).toEqual(["api/b.py type_ignore 1"]);
  });
  it("keeps the entries of other files and rules when a part is written", () => {
    const cwd = configured({ "a.py": `import os\n${BAD}`, "api/b.py": BAD });
    writeFileSync(join(cwd, "a.py"), `import os\n${BAD}${BAD}`);
    l9(["check", "a.py", "--select", "type_ignore", "--write-baseline"], { cwd });
    expect(entries(cwd)).toEqual(["a.py type_ignore 2", "a.py unused_imports 1", "api/b.py type_ignore 1"]);
  });
  it("never takes for known that a file was not looked at", () => {
    const cwd = folder({ "a.py": `${BAD}x = = 1\n`, "l9.config.yaml": "scope: all\nbaseline: known.json\n" });
    const { exitCode, stdout } = l9(["check", "--write-baseline", "--format", "json"], { cwd });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ rule: "code_syntax" }]);
    expect(entries(cwd)).toEqual(["a.py type_ignore 1"]);
    expect(shown(cwd)).toEqual(["a.py:2 error code_syntax"]);
  });
  it("is told as the configuration says, like any rule", () => {
    const cwd = configured();
    writeFileSync(join(cwd, "a.py"), "x: int = 1\n");
    const config = readFileSync(join(cwd, "l9.config.yaml"), "utf8");
    writeFileSync(join(cwd, "l9.config.yaml"), `${config}rules: { unused_baseline_entry: off }\n`);
    expect(shown(cwd)).toEqual([]);
    writeFileSync(join(cwd, "l9.config.yaml"), `${config}rules: { unused_baseline_entry: warning }\n`);
    expect(shown(cwd)).toEqual(["known.json:4 warning unused_baseline_entry"]);
  });
  it.each([
    [["--write-baseline", "--prune-baseline"], "--write-baseline leaves nothing"],
    [["--prune-baseline", "--fix"], "--prune-baseline takes findings as they are"],
    [["--prune-baseline", "--baseline-strict"], "--prune-baseline takes out what --baseline-strict complains of"],
    [["--no-baseline", "--baseline-strict"], "--no-baseline reads none"],
    [["--prune-baseline", "--stdin-filename", "a.py"], "needs files"],
  ])("refuses flags that take each other's effect: %s", (flags, message) => {
    const cwd = configured();
    expect(l9(["check", ...flags], { cwd })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  });
});
