import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { asNobody, folder, l9 } from "./run.ts";

describe("l9 explain", () => {
  it("without an id lists every rule, one a line", () => {
    const { exitCode, stdout, stderr } = l9(["explain"], { cwd: folder() });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(rules.map((rule) => rule.id));
  });
  it.each(rules.map((rule) => rule.id))("%s: what, why, instead and every example", (id) => {
    const rule = rules.find((candidate) => candidate.id === id)!;
    const { exitCode, stdout } = l9(["explain", id], { cwd: folder() });
    expect(exitCode).toBe(0);
    for (const text of [rule.what, rule.why, rule.instead]) expect(stdout).toContain(text);
    for (const { bad, good } of rule.examples) {
      for (const line of `${bad}\n${good}`.split("\n")) expect(stdout).toContain(line.trim());
    }
    expect(stdout).toContain(rule.unsuppressible ? "can not be suppressed" : `# l9: ignore[${id}] reason`);
  });
  it("--format json gives the same as data", () => {
    const cwd = folder();
    expect(JSON.parse(l9(["explain", "--format", "json"], { cwd }).stdout)).toHaveLength(rules.length);
    expect(JSON.parse(l9(["explain", "type_ignore", "--format", "json"], { cwd }).stdout)).toMatchObject({
      id: "type_ignore",
      severity: "error",
      suppressible: false,
    });
  });
});

describe("l9 init", () => {
  it("writes a configuration and prints snippets", () => {
    const cwd = folder();
    const { exitCode, stdout, stderr } = l9(["init"], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const part of ["l9.config.yaml", "l9 init --ci", "Neovim"]) expect(stdout).toContain(part);
    // The editors start this very program, and nothing that npm would have to find first.
    const [, node = "", program = ""] = /cmd = \{ "([^"]+)", "([^"]+)", "lsp", "--stdio" \}/.exec(stdout) ?? [];
    expect([existsSync(node), existsSync(program)]).toEqual([true, true]);
    expect(stdout).not.toContain("npx");
    expect(readFileSync(join(cwd, "l9.config.yaml"), "utf8")).toContain("scope: modules");
    expect(l9(["check"], { cwd })).toMatchObject({ exitCode: 0, stderr: "" });
  });
  it("leaves a configuration that exists alone", () => {
    const cwd = folder();
    writeFileSync(join(cwd, "l9.config.yaml"), "scope: all\n");
    const { exitCode, stdout, stderr } = l9(["init"], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^l9.config.yaml exists already; it is left as it is\.\n[^]*Neovim/);
    expect(readFileSync(join(cwd, "l9.config.yaml"), "utf8")).toBe("scope: all\n");
  });
  it("says where it can not write", () => {
    expect(asNobody(["init"], folder())).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("can not be written"),
    });
    expect(l9(["init", "--root", "gone"], { cwd: folder() })).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
