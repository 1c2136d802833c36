import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findings, folder, l9 } from "./run.ts";

const BAD = "x: int = 1  # type: ignore\n";
const FIXED = "x: int = 1\n";

describe("--stdin-filename", () => {
  it("checks the source on stdin under a name that need not exist", () => {
    const cwd = folder();
    const outcome = l9(["check", "--stdin-filename", "api/new.py", "--format", "json"], { cwd, stdin: BAD });
    expect(findings(outcome).map(({ path, rule }) => `${path} ${rule}`)).toEqual(["api/new.py type_ignore"]);
    expect(outcome.exitCode).toBe(1);
    expect(existsSync(join(cwd, "api"))).toBe(false);
  });
  it("counts instead of what is on the disk", () => {
    const cwd = folder({ "a.py": BAD });
    expect(l9(["check", "--stdin-filename", "a.py"], { cwd, stdin: FIXED })).toMatchObject({
      exitCode: 0,
      stdout: "No findings in 1 file.\n",
    });
  });
  it("knows the rest of the workspace", () => {
    const cwd = folder({
      "specs/Module-Spec-orders.yaml": "module:\n  id: orders\n  repo:\n    allowed_new_files: [api/orders.py]\n",
    });
    const found = findings(
      l9(["check", "--stdin-filename", "api/orders.py", "--scope", "modules", "--format", "json"], { cwd, stdin: BAD }),
    );
    expect(found.map(({ rule, module }) => `${rule} ${module}`)).toEqual(["type_ignore orders"]);
    expect(
      findings(l9(["check", "--stdin-filename", "api/other.py", "--scope", "modules", "--format", "json"], { cwd, stdin: BAD })),
    ).toEqual([]);
  });
  it("takes a spec as well", () => {
    const found = findings(
      l9(["check", "--stdin-filename", "a.module-spec.yaml", "--format", "json"], { cwd: folder(), stdin: "module: [\n" }),
    );
    expect(found.map(({ rule }) => rule)).toContain("spec_syntax");
  });
  it("takes an empty source", () => {
    expect(l9(["check", "--stdin-filename", "a.py", "--format", "json"], { cwd: folder(), stdin: "" })).toEqual({
      exitCode: 0,
      stdout: "[]\n",
      stderr: "",
    });
  });
  it("tells that bytes are no text", () => {
    const outcome = l9(["check", "--stdin-filename", "a.py", "--format", "json"], {
      cwd: folder(),
      stdin: Buffer.from([0x78, 0xff, 0x0a]),
    });
    expect(findings(outcome).map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      expect.stringContaining("file_skipped This file is not checked: it is not valid UTF-8"),
    ]);
    expect(outcome.exitCode).toBe(0);
  });
});

describe("--stdin-filename with --fix", () => {
  const fix = (stdin: string | Uint8Array, ...args: string[]) =>
    l9(["check", "--stdin-filename", "a.py", "--fix", ...args], { cwd: folder(), stdin });

  it("prints the fixed source and nothing else", () => {
    expect(fix(BAD)).toEqual({ exitCode: 0, stdout: FIXED, stderr: "" });
  });
  it("prints a source without findings as it is", () => {
    expect(fix(FIXED)).toEqual({ exitCode: 0, stdout: FIXED, stderr: "" });
    expect(fix("")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(fix("no newline at end")).toMatchObject({ stdout: "no newline at end" });
  });
  it("exits 1 when an error is left, with the source fixed as far as it goes", () => {
    const left = "import aiohttp\n\nprint(aiohttp)\n";
    expect(fix(left + BAD)).toMatchObject({ exitCode: 1, stdout: left + FIXED });
    expect(fix(left + BAD, "--exit-zero")).toMatchObject({ exitCode: 0, stdout: left + FIXED });
  });
  it("keeps the BOM and Windows line endings", () => {
    expect(fix("\ufeffx: int = 1  # type: ignore\r\n").stdout).toBe("\ufeffx: int = 1\r\n");
  });
  it("lets through what is no text", () => {
    const bytes = Buffer.from([0x78, 0xff, 0xfe, 0x0a]);
    const outcome = l9(["check", "--stdin-filename", "a.py", "--fix"], { cwd: folder(), stdin: bytes });
    expect(outcome.stdout).toBe(bytes.toString("utf8"));
    expect(fix(`${BAD}\0`).stdout).toBe(`${BAD}\0`);
  });
  it("prints nothing when it can not run, so that no editor takes an error for a source", () => {
    expect(fix(BAD, "--select", "nonsense")).toMatchObject({ exitCode: 2, stdout: "" });
  });
  it("--diff prints the difference", () => {
    const outcome = l9(["check", "--stdin-filename", "a.py", "--diff"], { cwd: folder(), stdin: BAD });
    expect(outcome.stdout).toBe("--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,1 @@\n-x: int = 1  # type: ignore\n+x: int = 1\n");
    expect(outcome.exitCode).toBe(1);
  });
});
