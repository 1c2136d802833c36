import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../program.ts";
import { asNobody, findings, folder, l9, type Outcome } from "./run.ts";

// Input that no one writes on purpose: each gets a clear finding or message, and the files beside it are checked all the same.

const BAD = "x: int = 1  # type: ignore\n";

/** The whole workspace, with a file beside the bad one that must still be checked. */
function checkBeside(
  files: Record<string, string | Uint8Array>,
  prepare?: (cwd: string) => void,
): { found: string[]; outcome: Outcome } {
  const cwd = folder({ ...files, "good.py": BAD });
  prepare?.(cwd);
  const outcome = l9(["check", "--scope", "all", "--format", "json"], { cwd });
  const found = findings(outcome);
  expect(found.filter(({ path }) => path === "good.py").map(({ rule }) => rule)).toEqual(["type_ignore"]);
  return {
    found: found
      .filter(({ path }) => path !== "good.py")
      .map(({ path, rule, severity, message }) => `${path} ${severity} ${rule}: ${message}`),
    outcome,
  };
}

const skipped = (path: string, why: string): unknown =>
  expect.stringMatching(new RegExp(`^${path} warning file_skipped: This file is not checked: .*${why}`));

describe("a file that is no text", () => {
  it("invalid UTF-8", () => {
    expect(checkBeside({ "bad.py": Buffer.from([0x78, 0x20, 0xe9, 0x0a]) }).found).toEqual([
      skipped("bad.py", "not valid UTF-8"),
    ]);
  });
  it("UTF-16 with its mark", () => {
    expect(checkBeside({ "bad.py": Buffer.from("\ufeffx = 1\n", "utf16le") }).found).toEqual([skipped("bad.py", "")]);
  });
  it("NUL bytes", () => {
    expect(checkBeside({ "bad.py": "x = 1\0\n" }).found).toEqual([skipped("bad.py", "NUL")]);
  });
  it("a spec by its name, binary", () => {
    expect(checkBeside({ "specs/MODULE_SPEC.yaml": Buffer.from([0, 1, 2, 255]) }).found).toEqual([
      skipped("specs/MODULE_SPEC.yaml", ""),
    ]);
  });
  it("named on the command line: told, exit 0, nothing fixed", () => {
    const bytes = Buffer.from([0x78, 0xff, 0x0a]);
    const cwd = folder({ "bad.py": bytes });
    const outcome = l9(["check", "bad.py", "--fix"], { cwd });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("[file_skipped]") });
    expect(readFileSync(join(cwd, "bad.py"))).toEqual(bytes);
  });
});

describe("a file that is too much", () => {
  it("over the size limit", () => {
    expect(checkBeside({ "big.py": "x = 1\n".repeat(400_000) }).found).toEqual([skipped("big.py", "max_file_size")]);
  });
  it("20 MB of short lines, which would end the parser for good", () => {
    expect(checkBeside({ "big.py": "x = 1\n".repeat(3_500_000) }).found).toEqual([skipped("big.py", "max_file_size")]);
  });
  it("a line of 100,000 characters: its findings, the excerpt cut", () => {
    const line = `x = "${"a".repeat(100_000)}"  # type: ignore\n`;
    const cwd = folder({ "long.py": line });
    const [finding] = findings(l9(["check", "long.py", "--format", "json", "--select", "type_ignore"], { cwd }));
    expect(finding?.range.start).toEqual({ line: 1, column: 100_009 });
    const { stdout } = l9(["check", "long.py", "--select", "type_ignore"], { cwd });
    expect(Math.max(...stdout.split("\n").map((shown) => shown.length))).toBeLessThan(200);
    expect(stdout).toContain("# type: ignore");
  });
  it("an expression of 100,000 characters", () => {
    const { found } = checkBeside({ "long.py": `x = ${"a + ".repeat(25_000)}1\n` });
    expect(found.filter((line) => line.includes("internal_error"))).toEqual([]);
  });
  it.each([
    ["brackets", `x = ${"[".repeat(5000)}${"]".repeat(5000)}\n`],
    ["parentheses", `x = ${"(".repeat(5000)}1${")".repeat(5000)}\n`],
    ["calls", `x = ${"f(".repeat(5000)}1${")".repeat(5000)}\n`],
    ["dicts", `x = ${'{"a": '.repeat(5000)}1${"}".repeat(5000)}\n`],
    ["unary operators", `x = ${"-".repeat(5000)}1\n`],
    ["attributes", `x = a${".b".repeat(5000)}\n`],
    ["nested blocks", `${Array.from({ length: 1000 }, (_, at) => `${" ".repeat(at)}if x:\n`).join("")}${" ".repeat(1000)}pass\n`],
    [
      "functions in functions",
      `${Array.from({ length: 500 }, (_, at) => `${" ".repeat(at)}def f() -> None:\n`).join("")}${" ".repeat(500)}pass\n`,
    ],
    ["lambdas", `x = ${"lambda: ".repeat(5000)}1\n`],
    ["conditional expressions", `x = ${"1 if a else ".repeat(5000)}1\n`],
  ])("5,000 levels of nesting: %s", (_, source) => {
    const { found } = checkBeside({ "deep.py": source });
    expect(found.filter((line) => line.includes("internal_error"))).toEqual([]);
  });
  it.each([
    ["flow lists", `module: ${"[".repeat(5000)}${"]".repeat(5000)}\n`],
    ["flow maps", `module: ${"{a: ".repeat(5000)}1${"}".repeat(5000)}\n`],
    ["block maps", `module:\n${Array.from({ length: 1500 }, (_, at) => `${" ".repeat(at + 1)}a:\n`).join("")}`],
    ["block lists", `module:\n  ${"- ".repeat(5000)}1\n`],
  ])("5,000 levels of nesting in a spec: %s", (_, source) => {
    const { found } = checkBeside({ "specs/MODULE_SPEC.yaml": source });
    expect(found.filter((line) => line.includes("spec_syntax"))).not.toEqual([]);
    expect(found.filter((line) => line.includes("internal_error"))).toEqual([]);
  });
  it("an alias bomb in a spec is refused, never expanded", () => {
    const levels = Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}, *a${at}]\n`).join(
      "",
    );
    const started = Date.now();
    const { found } = checkBeside({ "specs/MODULE_SPEC.yaml": `a0: &a0 [x]\n${levels}module: *a40\n` });
    expect(found).toContainEqual(expect.stringContaining("error spec_syntax"));
    expect(Date.now() - started).toBeLessThan(20_000);
  });
  it("a million comments that suppress nothing", () => {
    const { found } = checkBeside({ "many.py": "# l9: ignore[random_uuid] x\n".repeat(20_000) });
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("broken code", () => {
  it.each([
    "def f(:\n",
    'x = "abc\n',
    'x = """abc\n',
    "x = [1, 2\n",
    "x = {\n",
    "f'{'\n",
    "class\n",
    "@\n",
    "\\\n",
    "\t\n  \t x\n",
    ")))\n",
    "async\n",
    "import\n",
    "from . import (\n",
    "match x:\n",
    "if\nelse\n",
  ])("%j: code_syntax at the most, the rest of the file is checked", (source) => {
    const { found } = checkBeside({ "broken.py": `${BAD}${source}` });
    expect(found.filter((line) => line.includes("internal_error"))).toEqual([]);
    expect(found).toContainEqual(expect.stringContaining("type_ignore"));
  });
  it.each([
    "module: [\n",
    'module: "\n',
    "module: {a: b\n",
    "module:\n\t id: x\n",
    "module: *none\n",
    "module: &a\n",
    "%YAML\n---\nmodule:\n",
    "module: !!binary x\n",
    "? [a]\n: b\n",
    "- module\n",
    "--- \n...\n---\n",
    "\ufeff",
    "module: |\n",
    "<<: module\n",
  ])("a spec: %j", (source) => {
    const { found } = checkBeside({ "specs/MODULE_SPEC.yaml": source });
    expect(found.filter((line) => line.includes("internal_error"))).toEqual([]);
    expect(found).not.toEqual([]);
  });
});

describe("paths", () => {
  it("a folder named like a file", () => {
    expect(checkBeside({ "folder.py/inner.py": "y: int = 1\n" }).found).toEqual([]);
    expect(l9(["check", "folder.py"], { cwd: folder({ "folder.py/inner.py": "y: int = 1\n" }) }).exitCode).toBe(0);
  });
  it("a loop of symbolic links, met in a folder and named", () => {
    const loop = (cwd: string): void => {
      symlinkSync("loop.py", join(cwd, "loop.py"));
      mkdirSync(join(cwd, "sub"));
      symlinkSync("..", join(cwd, "sub", "up"));
    };
    expect(checkBeside({}, loop).found).toEqual([skipped("loop.py", "loop")]);
    const cwd = folder();
    loop(cwd);
    expect(l9(["check", "loop.py"], { cwd })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("loop of symbolic links"),
    });
  });
  it("a link to nothing", () => {
    expect(checkBeside({}, (cwd) => symlinkSync("gone.py", join(cwd, "link.py"))).found).toEqual([
      skipped("link.py", "does not exist"),
    ]);
  });
  it("a pipe in the workspace, which would wait for ever", () => {
    expect(checkBeside({}, (cwd) => void execFileSync("mkfifo", [join(cwd, "pipe.py")])).found).toEqual([skipped("pipe.py", "")]);
    const cwd = folder();
    execFileSync("mkfifo", [join(cwd, "pipe.py")]);
    expect(l9(["check", "pipe.py"], { cwd })).toMatchObject({ exitCode: 2, stdout: "" });
  });
  it("no permission: a file of the workspace is told, one that is named stops the program", () => {
    const cwd = folder({ "locked.py": BAD, "good.py": BAD, "closed/a.py": BAD });
    chmodSync(join(cwd, "locked.py"), 0o000);
    chmodSync(join(cwd, "closed"), 0o000);
    const found = findings(asNobody(["check", "--scope", "all", "--format", "json"], cwd));
    expect(found.map(({ path, rule }) => `${path} ${rule}`)).toEqual(["good.py type_ignore", "locked.py file_skipped"]);
    expect(asNobody(["check", "locked.py"], cwd)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("permission denied"),
    });
    expect(asNobody(["check", "closed"], cwd)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("permission denied"),
    });
    chmodSync(join(cwd, "closed"), 0o755);
  });
  it("a name that is not UTF-8 does not stop the rest", () => {
    const { outcome } = checkBeside({}, (cwd) =>
      execFileSync("sh", ["-c", "printf 'x = 1\\n' > \"$(printf 'b\\377d.py')\""], { cwd }),
    );
    expect([0, 1]).toContain(outcome.exitCode);
  });
  it("a full disk and a working folder that is gone are told in a line", () => {
    const run = (script: string): string =>
      execFileSync("sh", ["-c", script, process.execPath, builtProgram()], { cwd: folder(), encoding: "utf8" });
    expect(run('("$0" "$1" explain random_uuid > /dev/full) 2>&1 || true')).toMatch(/^l9: ENOSPC: [^\n]*\n$/);
    expect(run('mkdir gone && cd gone && rmdir ../gone && "$0" "$1" check 2>&1 || true')).toMatch(
      /^l9: the working folder does not exist any more[^\n]*\n$/,
    );
  });
  it("a very long name", () => {
    expect(l9(["check", `${"a".repeat(5000)}.py`], { cwd: folder() })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("too long"),
    });
  });
});
