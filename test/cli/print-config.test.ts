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
