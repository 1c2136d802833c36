import { expect, it } from "vitest";
import { folder, l9 } from "../cli/run.ts";

it("writes for an agent where one reads through a pipe, says so, and lets --format win", () => {
  const cwd = folder({ "x.py": "x: int = 1  # type: ignore\n" });
  const check = (flags: string[], env: Record<string, string>): ReturnType<typeof l9> =>
    l9(["check", "--scope", "all", "--select", "type_ignore", ...flags], { cwd, env });
  const told = check([], { CLAUDECODE: "1" });
  expect(told.stdout.split("\n")[0]).toMatch(/^x\.py:1:\d+-1:\d+ error type_ignore: /);
  expect(told.stderr).toBe("l9: the format is agent, as claude runs this; --format text is the one for people\n");
  expect(check([], { AI_AGENT: "own\u001b[31m" }).stderr).toContain("as own\\x1b[31m runs this");
  const plain = check([], {});
  expect(plain.stderr).toBe("");
  expect(plain.stdout).not.toBe(told.stdout);
  expect(check(["--format", "text"], { CLAUDECODE: "1" })).toEqual(plain);
  expect(check(["--statistics"], { CLAUDECODE: "1" }).stderr).toBe("");
});
