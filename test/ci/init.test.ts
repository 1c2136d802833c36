import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addHook } from "../../server/cli/pre-commit-config.ts";
import { folder, l9 } from "../cli/run.ts";
import { builtFolder } from "../program.ts";
import { ROOT } from "./checkout.ts";

// `l9 init --ci`: writes where nothing is, adds where that is safe, loses nothing.

beforeAll(() => void builtFolder(), 300_000);

const template = (name: string): string => readFileSync(join(ROOT, "client", "ci", name), "utf8");
const SOURCE = "git+https://github.com/acme/l9-language-server.git#abc123";

const init = (cwd: string, ...args: string[]) => {
  const { exitCode, stdout, stderr } = l9(["init", "--ci", ...args], { cwd });
  expect([exitCode, stderr]).toEqual([0, ""]);
  return stdout;
};
const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), "utf8");

describe("l9 init --ci", { timeout: 120_000 }, () => {
  it("without names says what there is and writes nothing", () => {
    const cwd = folder();
    const told = init(cwd);
    for (const name of ["pre-commit", "github", "gitlab", "reviewdog", "megalinter"])
      expect(told).toMatch(new RegExp(`^ {2}${name} `, "m"));
    expect(existsSync(join(cwd, "l9.config.yaml"))).toBe(false);
  });
  it("writes the files, says what to change, and does nothing a second time", () => {
    const cwd = folder();
    const names = ["pre-commit", "github", "gitlab", "reviewdog", "megalinter"];
    expect(init(cwd, ...names)).toContain('Lines below "# Change:"');
    expect(read(cwd, ".gitlab-ci.yml")).toBe(template("gitlab.yml"));
    expect(read(cwd, ".github/workflows/l9.yml")).toBe(template("github.yml"));
    expect(init(cwd, ...names).match(/is there already/g)).toHaveLength(5);
  });
  it("fills in where the program is installed from", () => {
    const cwd = folder();
    init(cwd, "pre-commit", "github", "gitlab", "reviewdog", "megalinter", "--source", SOURCE);
    const [repo] = parse(read(cwd, ".pre-commit-config.yaml")).repos;
    expect(repo).toMatchObject({ repo: "https://github.com/acme/l9-language-server.git", rev: "abc123" });
    const { steps } = parse(read(cwd, ".github/workflows/l9.yml")).jobs.l9;
    expect(steps.map(({ uses }: { uses: string }) => uses)).toContain("acme/l9-language-server@abc123");
    expect(parse(read(cwd, ".gitlab-ci.yml")).l9.variables.L9_SOURCE).toBe(SOURCE);
    expect(parse(read(cwd, ".github/workflows/l9-reviewdog.yml")).jobs.l9.env.L9_SOURCE).toBe(SOURCE);
    for (const name of [".pre-commit-config.yaml", ".github/workflows/l9.yml", ".gitlab-ci.yml"]) {
      expect(read(cwd, name)).not.toMatch(/# Change: |example/);
    }
  });
  it("an archive, a folder or a version is a dependency of a local hook for pre-commit, and no action for GitHub", () => {
    const cwd = folder();
    init(cwd, "pre-commit", "--source", "./tools/l9.tgz");
    const [{ repo, hooks }] = parse(read(cwd, ".pre-commit-config.yaml")).repos;
    expect(repo).toBe("local");
    expect(hooks).toMatchObject([
      { id: "l9", language: "node", additional_dependencies: ["./tools/l9.tgz"], pass_filenames: false, always_run: true },
    ]);
    expect(l9(["init", "--ci", "github", "--source", "l9@1.0.0"], { cwd })).toMatchObject({ exitCode: 2, stdout: "" });
    expect(existsSync(join(cwd, ".github"))).toBe(false);
  });
  it("adds its hook to a configuration of pre-commit that exists, and touches nothing else", () => {
    const before =
      "# Ours.\nrepos:\n- repo: https://example.org/a\n  rev: v1 # pinned\n  hooks:\n  - id: a\n\n# Below.\nfail_fast: true\n";
    const cwd = folder({ ".pre-commit-config.yaml": before });
    init(cwd, "pre-commit", "--source", SOURCE);
    const after = read(cwd, ".pre-commit-config.yaml");
    expect(after.split("\n").filter((line) => !before.split("\n").includes(line))).toEqual([
      "- repo: https://github.com/acme/l9-language-server.git",
      "  rev: abc123",
      "    - id: l9",
    ]);
    expect(parse(after)).toMatchObject({ fail_fast: true, repos: [{ rev: "v1" }, { rev: "abc123", hooks: [{ id: "l9" }] }] });
    expect(init(cwd, "pre-commit")).toContain("has the hook already");
    expect(read(cwd, ".pre-commit-config.yaml")).toBe(after);
  });
  it("prints what another file lacks, and leaves it", () => {
    const cwd = folder({ ".gitlab-ci.yml": "test:\n  script: [make]\n", ".pre-commit-config.yaml": "repos: []\n" });
    const told = init(cwd, "gitlab", "pre-commit");
    expect(told).toContain("    l9:\n      image: node:22\n");
    expect(told).toContain("      - repo: ");
    expect(read(cwd, ".gitlab-ci.yml")).toBe("test:\n  script: [make]\n");
    expect(read(cwd, ".pre-commit-config.yaml")).toBe("repos: []\n");
  });
  it("refuses what it does not know", () => {
    const cwd = folder();
    const told = (...args: string[]) => l9(["init", ...args], { cwd });
    expect(told("--ci", "jenkins")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining('nothing for "jenkins"'),
    });
    expect(told("--source", SOURCE)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--ci") });
    expect(told("--ci", "gitlab", "--source", "a b")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("nothing that npm can install"),
    });
    expect(existsSync(join(cwd, ".gitlab-ci.yml"))).toBe(false);
  });
});

describe("a configuration of pre-commit", () => {
  const hook = "repos:\n  - repo: x\n    rev: v\n    hooks:\n      - id: l9\n";
  it.each([
    ["in a flow", "repos: [{ repo: a, rev: b, hooks: [] }]\n"],
    ["without repos", "fail_fast: true\n"],
    ["that is a list", "- a\n"],
    ["that does not parse", "repos:\n  - {\n"],
    ["with an alias", "x: &x\n  - repo: a\nrepos: *x\n"],
  ])("%s is left alone", (_, text) => {
    expect(addHook(text, hook)).toBeNull();
  });
  it.each([
    ["without a last line end", "repos:\n  - repo: a\n    rev: b\n    hooks:\n      - id: c"],
    [
      "with a comment behind the last entry",
      "repos:\n    - repo: a\n      rev: b\n      hooks:\n      - id: c # last\n    # none\n",
    ],
    ["with keys behind", "repos:\n- repo: a\n  rev: b\n  hooks: [{ id: c }]\nci: { skip: [] }\n"],
  ])("%s gets the hook", (_, text) => {
    const added = addHook(text, hook);
    expect(parse((added as { text: string }).text)).toEqual({
      ...parse(text),
      repos: [...parse(text).repos, ...parse(hook).repos],
    });
  });
});
