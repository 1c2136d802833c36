import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { builtProgram } from "../program.ts";
import { folder, l9 } from "./run.ts";

// The configuration that holds, and where each key of it comes from.

beforeAll(() => void builtProgram(), 120_000);

function printed(cwd: string, flags: readonly string[] = [], env: Record<string, string> = {}): ReturnType<typeof JSON.parse> {
  const { exitCode, stdout, stderr } = l9(["check", "--print-config", ...flags], { cwd, env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

it("names the file and line, or the flag, of every key that is not as by default", () => {
  const cwd = folder({
    "l9.config.yaml":
      "scope: all\nrules:\n  type_ignore: warning\n  random_uuid: off\nbaseline: known.json\ngenerate: { command: ./run, max_repairs: 5 }\n",
    "home/l9/config.yaml":
      "# mine\nscope: modules\ninjected: { store: Store }\ngenerate: { url: 'https://me:secret@example.org/v1' }\n",
  });
  const { files, config, origins, unused } = printed(cwd, ["--ignore", "unused_imports"], { XDG_CONFIG_HOME: join(cwd, "home") });
  expect(files).toEqual(["home/l9/config.yaml", "l9.config.yaml"]);
  expect(config).toMatchObject({
    scope: "all",
    baseline: "known.json",
    injected: { store: "Store" },
    generate: { command: null, max_repairs: 5, url: "https://***@example.org/v1" },
    rules: { type_ignore: "warning", random_uuid: "off", unused_imports: "off", code_syntax: "error" },
  });
  expect(Object.keys(config.rules)).toEqual(rules.map(({ id }) => id));
  expect(origins).toEqual({
    scope: "l9.config.yaml:1",
    "rules.type_ignore": "l9.config.yaml:3",
    "rules.random_uuid": "l9.config.yaml:4",
    "rules.unused_imports": "--ignore",
    baseline: "l9.config.yaml:5",
    "generate.max_repairs": "l9.config.yaml:6",
    "generate.url": "home/l9/config.yaml:4",
    "injected.store": "home/l9/config.yaml:3",
  });
  expect(unused).toEqual(["generate.command"]);
});

it("needs a configuration that is right, and no other work", () => {
  const cwd = folder({ "l9.config.yaml": "scope: everything\n" });
  expect(l9(["check", "--print-config"], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("l9.config.yaml:1:8"),
  });
  for (const flag of ["--fix", "--changed", "--list-files", "--write-baseline"])
    expect(l9(["check", "--print-config", flag], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("leave one of the two out"),
    });
});

it("says which file extends which, and of each value and row where it comes from", () => {
  const cwd = folder({
    "l9.config.yaml":
      "extends: [./base.yaml, '@team/l9/strict.yaml']\nrules:\n  random_uuid: info\nprofile:\n  budget: { max_files: 12 }\n",
    "base.yaml":
      "scope: all\nrules: { random_uuid: off, type_ignore: off }\nprofile:\n  forbidden_imports:\n    - { module: aa, instead: bb }\n",
    "node_modules/@team/l9/strict.yaml":
      "overrides:\n  - files: [api/**]\n    rules: { type_ignore: warning }\n  - { files: [old/**], rules: { random_uuid: off } }\n",
  });
  const { files, extends: chain, config, origins } = printed(cwd);
  expect(files).toEqual(["base.yaml", "node_modules/@team/l9/strict.yaml", "l9.config.yaml"]);
  expect(chain).toEqual([
    { at: "l9.config.yaml:1", file: "base.yaml" },
    { at: "l9.config.yaml:1", file: "node_modules/@team/l9/strict.yaml" },
  ]);
  expect(origins).toEqual({
    scope: "base.yaml:1",
    "rules.random_uuid": "l9.config.yaml:3",
    "rules.type_ignore": "base.yaml:2",
    "overrides[0]": "node_modules/@team/l9/strict.yaml:2",
    "overrides[1]": "node_modules/@team/l9/strict.yaml:4",
    "profile.budget.max_files": "l9.config.yaml:5",
    [`profile.forbidden_imports[${config.profile.forbidden_imports.length - 1}]`]: "base.yaml:5",
  });

  // Of one file: the overrides that name it are in place.
  const one = printed(cwd, ["api/a.py"]);
  expect(one.file).toBe("api/a.py");
  expect(one.config.rules).toMatchObject({ type_ignore: "warning", random_uuid: "info" });
  expect(one.config.overrides).toHaveLength(1);
  expect(one.origins).toMatchObject({
    "rules.type_ignore": "node_modules/@team/l9/strict.yaml:2",
    "rules.random_uuid": "l9.config.yaml:3",
    "overrides[0]": "node_modules/@team/l9/strict.yaml:2",
  });
  expect(one.origins["overrides[1]"]).toBeUndefined();
  expect(printed(cwd, ["old/a.py"]).config.rules).toMatchObject({ type_ignore: "off", random_uuid: "off" });
  expect(printed(cwd, ["other.py"]).config).toMatchObject({ overrides: [], rules: { type_ignore: "off" } });
  expect(l9(["check", "--print-config", "a.py", "b.py"], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("leave b.py out"),
  });
});
