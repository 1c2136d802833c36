import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findings, folder, l9 } from "./run.ts";

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
  it("has a name of its own when none is given", () => {
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\n" });
    l9(["check", "--write-baseline"], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, "l9-baseline.json"), "utf8"))).toMatchObject({
      version: 1,
      findings: { "a.py": expect.any(Object) },
    });
  });
  it.each(["{", "[]", '{"version": 2, "findings": {}}', '{"version": 1, "findings": {"a.py": {"x": "y"}}}'])(
    "that is broken stops the program: %s",
    (content) => {
      const cwd = folder({ "a.py": BAD, "known.json": content });
      expect(l9(["check", "a.py", "--baseline", "known.json"], { cwd })).toMatchObject({
        exitCode: 2,
        stdout: "",
        stderr: expect.stringContaining("--baseline"),
      });
    },
  );
});
