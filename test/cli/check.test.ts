import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findings, folder, l9, l9Head } from "./run.ts";

const BAD = "x: int = 1  # type: ignore\n";
const WARNING = "x: int = 1  # l9: ignore[type_ignore] why\n";
const CLEAN = "x: int = 1\n";

describe("exit codes", () => {
  it("0 without findings, 1 with an error, 0 with warnings only", () => {
    const cwd = folder({ "clean.py": CLEAN, "bad.py": BAD, "warning.py": WARNING });
    expect(l9(["check", "clean.py"], { cwd }).exitCode).toBe(0);
    expect(l9(["check", "bad.py"], { cwd }).exitCode).toBe(1);
    const warned = l9(["check", "warning.py", "--format", "json"], { cwd });
    expect(findings(warned).map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(["warning unused_suppression"]);
    expect(warned.exitCode).toBe(0);
  });
  it("--max-warnings: 1 only when exceeded", () => {
    const cwd = folder({ "warning.py": WARNING });
    expect(l9(["check", "warning.py", "--max-warnings", "1"], { cwd }).exitCode).toBe(0);
    expect(l9(["check", "warning.py", "--max-warnings", "0"], { cwd }).exitCode).toBe(1);
  });
  it("--exit-zero: 0 whatever is found, but 2 stays 2", () => {
    const cwd = folder({ "bad.py": BAD });
    expect(l9(["check", "bad.py", "--exit-zero"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("type_ignore"),
    });
    expect(l9(["check", "gone.py", "--exit-zero"], { cwd }).exitCode).toBe(2);
  });
  it("a severity of the configuration counts", () => {
    const cwd = folder({ "bad.py": BAD, "l9.config.yaml": "rules: { type_ignore: warning }\n" });
    expect(l9(["check", "bad.py"], { cwd }).exitCode).toBe(0);
  });
});

describe("what can not run: exit 2, a message on stderr, nothing on stdout", () => {
  it.each([
    [["check", "--bogus"], "--bogus"],
    [["check", "--format", "xml"], "json"],
    [["check", "--scope", "none"], "modules"],
    [["check", "--max-warnings", "-1"], "--max-warnings"],
    [["check", "--max-warnings", "many"], "whole number"],
    [["check", "--jobs", "0"], "1 or more"],
    [["check", "--color", "blue"], "always"],
    [["check", "--select", "type_ignor"], 'did you mean "type_ignore"?'],
    [["check", "--ignore", "type_ignore,nonsense"], 'no rule "nonsense"'],
    [["check", "gone.py"], "gone.py: no such file or folder"],
    [["check", "a.py/b.py"], "no such file or folder"],
    [["check", "--root", "gone"], "gone is not a folder"],
    [["check", "--root", "sub", "sub/..", "--scope", "all"], "outside the workspace"],
    [["check", "--config", "gone.yaml"], "gone.yaml"],
    [["check", "--stdin-filename", "x.py", "a.py"], "stdin"],
    [["check", "--write-baseline", "--fix"], "--write-baseline"],
    [["check", "--baseline", "gone.json", "a.py"], "gone.json"],
    [["check", "--baseline", "gone.json", "--diff", "a.py"], "gone.json"],
    [["check", "--baseline", "gone.json", "--stdin-filename", "a.py"], "gone.json"],
    [["check", "--diff", "--format", "json"], "--diff prints a patch, and no findings that --format json could write"],
    [["check", "--stdin-filename", "a.py", "--fix", "--format", "json"], "the fixed source of stdin is printed"],
    [["check", "--color", "always", "--format", "json"], "--color always colours the text format alone"],
    [["check", "--color", "always", "--diff"], "--diff prints a patch: leave it out"],
    [["check", "--exit-zero", "--max-warnings", "0"], "--max-warnings has no effect"],
    [["check", "--write-baseline", "--max-warnings", "0"], "--write-baseline records all warnings"],
    [["check", "--select", "type_ignore", "--ignore", "type_ignore"], "nothing would be checked"],
    [["check", "--select", ","], "It must name a rule"],
    [["check", "--root", ""], "It must not be empty"],
    [["check", ""], "a path is empty"],
    [["explain", "type_ignor"], 'did you mean "type_ignore"?'],
    [["chek"], "check"],
    [["check", "--stdin-filename"], "argument missing"],
  ])("l9 %j", (args, message) => {
    const cwd = folder({ "a.py": CLEAN, "sub/b.py": CLEAN });
    const outcome = l9(args, { cwd });
    expect(outcome.stderr).toContain(message);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
  });
  it("what says nothing beside another flag, and takes nothing from it, may stand", () => {
    const cwd = folder({ "a.py": CLEAN, "l9.config.yaml": "scope: all\n" });
    const harmless = ["--color", "never", "--quiet", "--jobs", "1", "--no-cache"];
    expect(l9(["check", "a.py", "--format", "json", ...harmless], { cwd })).toEqual({ exitCode: 0, stdout: "[]\n", stderr: "" });
    expect(l9(["check", "a.py", "--diff", ...harmless], { cwd })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(l9(["check", "a.py", "--select", "type_ignore,random_uuid", "--ignore", "type_ignore"], { cwd }).exitCode).toBe(0);
  });
  it("no command shows the help", () => {
    const outcome = l9([], { cwd: folder() });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("check");
  });
  it("help and version are asked for: stdout, exit 0", () => {
    const cwd = folder();
    expect(l9(["--help"], { cwd })).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("lsp") });
    expect(l9(["check", "--help"], { cwd })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("--unsafe-fixes") });
    expect(l9(["--version"], { cwd }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("which files", () => {
  const files = { "bad.py": BAD, "api/bad.py": BAD };
  it("a named file is checked, the rest of the workspace is not generated code", () => {
    const cwd = folder(files);
    expect(findings(l9(["check", "bad.py", "--format", "json"], { cwd }))).toHaveLength(1);
    expect(findings(l9(["check", "--format", "json"], { cwd }))).toEqual([]);
    expect(findings(l9(["check", ".", "--format", "json"], { cwd }))).toEqual([]);
  });
  it("--scope all takes every file, below a folder only that folder's", () => {
    const cwd = folder(files);
    expect(findings(l9(["check", "--scope", "all", "--format", "json"], { cwd })).map(({ path }) => path)).toEqual([
      "api/bad.py",
      "bad.py",
    ]);
    expect(findings(l9(["check", "--scope", "all", "--format", "json", "api"], { cwd })).map(({ path }) => path)).toEqual([
      "api/bad.py",
    ]);
    expect(findings(l9(["check", "--scope", "all", "--format", "json", "api", "api/bad.py"], { cwd }))).toHaveLength(1);
  });
  it("--scope modules holds for a named file too", () => {
    expect(findings(l9(["check", "bad.py", "--scope", "modules", "--format", "json"], { cwd: folder(files) }))).toEqual([]);
  });
  it("exclude and .gitignore leave files out, those that are named too unless --force is given", () => {
    const cwd = folder({
      ...files,
      "old/bad.py": BAD,
      "l9.config.yaml": "scope: all\nexclude: [old/**]\n",
      ".gitignore": "api/\n",
    });
    expect(findings(l9(["check", "--format", "json"], { cwd })).map(({ path }) => path)).toEqual(["bad.py"]);
    for (const path of ["old/bad.py", "api/bad.py"]) {
      expect(findings(l9(["check", "--format", "json", path], { cwd }))).toEqual([]);
      expect(findings(l9(["check", "--format", "json", path, "--force"], { cwd }))).toHaveLength(1);
    }
  });
  it("paths are shown relative to where the program was started", () => {
    const cwd = folder({ ...files, "l9.config.yaml": "scope: all\n" });
    expect(findings(l9(["check", "--format", "json", ".."], { cwd: join(cwd, "api") })).map(({ path }) => path)).toEqual([
      "../bad.py",
      "bad.py",
    ]);
  });
  it("the workspace is that of the files when they lie elsewhere", () => {
    const cwd = folder({ "repo/l9.config.yaml": "rules: { type_ignore: warning }\n", "repo/api/bad.py": BAD });
    mkdirSync(join(cwd, "elsewhere"));
    const [only] = findings(l9(["check", "--format", "json", "../repo/api/bad.py"], { cwd: join(cwd, "elsewhere") }));
    expect(only).toMatchObject({ path: "../repo/api/bad.py", severity: "warning" });
  });
  it("a file of another kind does not look clean", () => {
    const cwd = folder({ "notes.txt": "hello", "data.json": "{}", "space/env_refs.txt": "ORDERS_KEY\n" });
    const found = findings(l9(["check", "notes.txt", "data.json", "space/env_refs.txt", "--format", "json"], { cwd }));
    expect(found.map(({ path, rule }) => `${path} ${rule}`)).toEqual(["data.json file_skipped", "notes.txt file_skipped"]);
  });
  it("a name with spaces, umlauts and a leading dash is a name", () => {
    const cwd = folder({ "-a b ö.py": BAD });
    expect(findings(l9(["check", "--format", "json", "--", "-a b ö.py"], { cwd })).map(({ path }) => path)).toEqual([
      "-a b ö.py",
    ]);
  });
});

describe("which rules", () => {
  const source = "import os  # type: ignore\n";
  it("--select takes only these, --ignore takes them out, several flags add up", () => {
    const cwd = folder({ "a.py": source });
    const rulesOf = (...args: string[]): string[] =>
      findings(l9(["check", "a.py", "--format", "json", ...args], { cwd })).map(({ rule }) => rule);
    expect(rulesOf()).toEqual(["unused_imports", "type_ignore"]);
    expect(rulesOf("--select", "type_ignore")).toEqual(["type_ignore"]);
    expect(rulesOf("--select", "type_ignore", "--select", "unused_imports")).toEqual(["unused_imports", "type_ignore"]);
    expect(rulesOf("--select", " type_ignore , unused_imports ")).toEqual(["unused_imports", "type_ignore"]);
    expect(rulesOf("--ignore", "type_ignore")).toEqual(["unused_imports"]);
    expect(rulesOf("--ignore", "type_ignore,unused_imports")).toEqual([]);
  });
  it("a rule that is off runs when it is asked for by name", () => {
    const cwd = folder({ "a.py": source, "l9.config.yaml": "rules: { type_ignore: off }\n" });
    expect(findings(l9(["check", "a.py", "--format", "json"], { cwd })).map(({ rule }) => rule)).toEqual(["unused_imports"]);
    expect(
      findings(l9(["check", "a.py", "--format", "json", "--select", "type_ignore"], { cwd })).map(({ rule }) => rule),
    ).toEqual(["type_ignore"]);
  });
});

describe("json", () => {
  it("has every field, 1-based, columns in UTF-16 code units behind emoji, tabs and a BOM", () => {
    const cwd = folder({ "a.py": '\ufeffif True:\r\n\tx = "🙂🙂"  # type: ignore\r\n' });
    expect(findings(l9(["check", "a.py", "--format", "json", "--select", "type_ignore"], { cwd }))).toEqual([
      {
        path: "a.py",
        rule: "type_ignore",
        severity: "error",
        message: expect.stringContaining("type: ignore"),
        range: { start: { line: 2, column: 14 }, end: { line: 2, column: 28 } },
        module: null,
        fix: { title: expect.any(String), safety: "safe" },
        related: [],
        data: expect.any(Object),
      },
    ]);
  });
  it("gives related places with their file", () => {
    const cwd = folder({ "a.py": "import aiohttp\n\n\ndef f() -> None:\n    aiohttp.ClientSession()\n" });
    const [finding] = JSON.parse(l9(["check", "a.py", "--format", "json", "--select", "aiohttp_usage"], { cwd }).stdout);
    expect(finding.related).toEqual([
      { path: "a.py", range: { start: { line: 5, column: 5 }, end: expect.any(Object) }, message: expect.any(String) },
    ]);
  });
  it("is an array even when nothing was found or checked", () => {
    expect(l9(["check", "--format", "json"], { cwd: folder() })).toEqual({ exitCode: 0, stdout: "[]\n", stderr: "" });
  });
  it("names the module of generated code", () => {
    const spec = "module:\n  id: orders\n  repo:\n    allowed_new_files: [api/orders.py]\n";
    const cwd = folder({ "specs/Module-Spec-orders.yaml": spec, "api/orders.py": BAD });
    const found = findings(l9(["check", "--format", "json", "--select", "type_ignore"], { cwd }));
    expect(found.map(({ path, module }) => `${path} ${module}`)).toEqual(["api/orders.py orders"]);
  });
});

describe("the output", () => {
  it("sorts by path, place and rule, however the paths are given", () => {
    const files = Object.fromEntries(["b.py", "a/z.py", "a.py", "B.py"].map((name) => [name, BAD + BAD]));
    const cwd = folder(files);
    const found = findings(l9(["check", "--format", "json", "b.py", "a.py", "B.py", "a/z.py"], { cwd }));
    const keys = found.map(({ path, range, rule }) => `${path} ${range.start.line} ${rule}`);
    expect(keys).toEqual([...keys].sort());
    expect(keys).toHaveLength(8);
  });
  it("has colours only when asked for", () => {
    const cwd = folder({ "bad.py": BAD });
    const escape = "\u001b[";
    expect(l9(["check", "bad.py"], { cwd }).stdout).not.toContain(escape);
    expect(l9(["check", "bad.py", "--color", "always"], { cwd }).stdout).toContain(escape);
    expect(l9(["check", "bad.py"], { cwd, env: { FORCE_COLOR: "1" } }).stdout).toContain(escape);
    expect(l9(["check", "bad.py", "--color", "never"], { cwd, env: { FORCE_COLOR: "1" } }).stdout).not.toContain(escape);
    expect(l9(["check", "bad.py"], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain(escape);
  });
  it("--quiet leaves out warnings and the summary", () => {
    const cwd = folder({ "a.py": BAD + WARNING });
    const { stdout } = l9(["check", "a.py", "--quiet"], { cwd });
    expect(stdout).toContain("[type_ignore]");
    expect(stdout).not.toContain("unused_suppression");
    expect(stdout).not.toContain("1 error");
  });
  it("arrives whole through a pipe, however large", () => {
    const cwd = folder({ "a.py": BAD.repeat(4000) });
    const outcome = l9(["check", "a.py", "--format", "json", "--select", "type_ignore"], { cwd });
    expect(findings(outcome)).toHaveLength(4000);
    expect(outcome.exitCode).toBe(1);
  });
  it("may be cut off by its reader without a word", async () => {
    const cwd = folder({ "a.py": BAD.repeat(4000) });
    const outcome = await l9Head(["check", "a.py", "--select", "type_ignore"], cwd);
    expect(outcome.stdout).toContain("type_ignore");
    expect(outcome.stderr).toBe("");
  });
  it("shows nothing of a file that could speak to the terminal", () => {
    const cwd = folder({ "a.py": 'x = "\u001b[2J\u202e"  # type: ignore\n' });
    const { stdout } = l9(["check", "a.py", "--select", "type_ignore"], { cwd });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("\u202e");
  });
});

it("accepts --no-cache and --jobs", () => {
  const cwd = folder({ "bad.py": BAD });
  expect(l9(["check", "bad.py", "--no-cache", "--jobs", "2"], { cwd }).exitCode).toBe(1);
});

it("leaves nothing behind in the workspace", () => {
  const cwd = folder({ "bad.py": BAD, "api/bad.py": BAD });
  l9(["check", "--scope", "all"], { cwd });
  expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(["api", "api/bad.py", "bad.py"]);
});
