import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../program.ts";
import { outputsOf } from "../../server/cli/outputs.ts";
import { findings, folder, l9 } from "./run.ts";

// Where a result goes, and what is written in place of findings.

beforeAll(() => void builtProgram(), 120_000);

const ALL = {
  "l9.config.yaml": "scope: all\n",
  "a.py": "import os\n",
  "sub/b.py": "import os\nimport sys\nx: int = 1  # type: ignore\n",
};

describe("which file belongs to which format", () => {
  it.each([
    [[], [["text", null]]],
    [[{ file: "a" }], [["text", "a"]]],
    [[{ format: "json" }, { file: "a" }], [["json", "a"]]],
    [
      [{ file: "a" }, { format: "json" }, { format: "sarif" }, { file: "b" }],
      [
        ["json", "a"],
        ["sarif", "b"],
      ],
    ],
    [
      [{ format: "json" }, { file: "a" }, { format: "text" }],
      [
        ["json", "a"],
        ["text", null],
      ],
    ],
  ] as const)("%j", (flags, outputs) => {
    expect(outputsOf(flags).map(({ format, file }) => [format, file])).toEqual(outputs);
  });
  it.each([
    [[{ format: "json" }, { file: "a" }, { file: "b" }], "--output-file b has no format of its own"],
    [[{ format: "json" }, { format: "text" }], "both go to stdout"],
    [[{ format: "json" }, { file: "a" }, { format: "text" }, { file: "./a" }], "is named twice"],
  ] as const)("refused: %j", (flags, message) => {
    expect(() => outputsOf(flags)).toThrow(message);
  });
});

describe("--output-file", () => {
  it("writes several formats in one run, each whole, and leaves nothing else behind", () => {
    const cwd = folder(ALL);
    mkdirSync(join(cwd, "out"));
    writeFileSync(join(cwd, "out/real.txt"), "old");
    chmodSync(join(cwd, "out/real.txt"), 0o600);
    symlinkSync("real.txt", join(cwd, "out/link.txt"));
    const outcome = l9(
      [
        "check",
        "--format",
        "json",
        "--output-file",
        "out/a.json",
        "--format",
        "github",
        "--output-file",
        "out/link.txt",
        "--format",
        "text",
      ],
      { cwd },
    );
    expect(outcome).toMatchObject({ exitCode: 1, stderr: "", stdout: expect.stringContaining("4 errors in 2 files") });
    const written = readFileSync(join(cwd, "out/a.json"), "utf8");
    expect(written).toBe(l9(["check", "--format", "json"], { cwd }).stdout);
    expect(readFileSync(join(cwd, "out/real.txt"), "utf8")).toMatch(/^::error /);
    expect(lstatSync(join(cwd, "out/link.txt")).isSymbolicLink()).toBe(true);
    expect(statSync(join(cwd, "out/real.txt")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["a.json", "link.txt", "real.txt"]);
  });
  it("leaves stdout empty, keeps colours out of the file, and writes through a device", () => {
    const cwd = folder(ALL);
    expect(l9(["check", "--output-file", "a.txt"], { cwd, env: { FORCE_COLOR: "1" } })).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "",
    });
    expect(readFileSync(join(cwd, "a.txt"), "utf8")).toMatch(/^a\.py:1:8 error \[unused_imports\]/);
    expect(l9(["check", "--output-file", "/dev/null"], { cwd }).exitCode).toBe(1);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
  it.each([
    [["--output-file", "gone/a.txt"], "can not be written: there is no folder"],
    [["--output-file", "sub"], "can not be written: it is a folder"],
    [["--output-file", "a.py"], "can not be written: it is one of the files that are checked"],
    [["--output-file", "a.txt", "--diff"], "--diff prints a patch, and no findings that --output-file could write"],
  ])("that can not be written: exit 2, and why: %s", (flags, message) => {
    const cwd = folder(ALL);
    expect(l9(["check", ...flags], { cwd })).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) });
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(ALL["a.py"]);
  });
});

describe("--statistics", () => {
  it("counts findings by rule, the most frequent first, with what fixes would do", () => {
    const cwd = folder(ALL);
    const { exitCode, stdout } = l9(["check", "--statistics"], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout.split("\n")).toEqual([
      "3  error    unused_imports  in 2 files; fixable: 3 with --fix",
      "1  error    type_ignore     in 1 file; fixable: 1 with --fix",
      "",
      "4 errors in 2 files; 4 fixable with --fix.",
      "",
    ]);
    expect(JSON.parse(l9(["check", "--statistics", "--format", "json", "a.py"], { cwd }).stdout)).toEqual([
      { rule: "unused_imports", severity: "error", count: 1, files: 1, fixable: { safe: 1, unsafe: 0 } },
    ]);
  });
  it("of nothing is the closing line alone, and other formats are refused", () => {
    const cwd = folder({ "l9.config.yaml": "scope: all\n", "a.py": "X: int = 1\n" });
    expect(l9(["check", "--statistics"], { cwd })).toEqual({ exitCode: 0, stdout: "No findings in 1 file.\n", stderr: "" });
    expect(l9(["check", "--statistics", "--format", "sarif"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--statistics is written as text or json, not as sarif"),
    });
  });
});

describe("--list-files", () => {
  it("names what a run would check and nothing else, and exits 0", () => {
    const cwd = folder({ ...ALL, "notes.txt": "x\n", "skipped/c.py": "import os\n", ".gitignore": "skipped/\n" });
    expect(l9(["check", "--list-files"], { cwd })).toEqual({ exitCode: 0, stdout: "a.py\nsub/b.py\n", stderr: "" });
    expect(JSON.parse(l9(["check", "--list-files", "--format", "json", "sub"], { cwd }).stdout)).toEqual(["sub/b.py"]);
    expect(findings(l9(["check", "--format", "json"], { cwd })).map(({ path }) => path)).toContain("sub/b.py");
  });
  it("refuses flags that need a check", () => {
    expect(l9(["check", "--list-files", "--fix"], { cwd: folder(ALL) })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--list-files checks nothing, so --fix has no effect"),
    });
  });
});
