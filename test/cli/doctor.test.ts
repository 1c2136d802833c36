import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { builtProgram } from "../program.ts";
import { folder, l9 } from "./run.ts";

// What `l9 doctor` sees, and which programs it finds.

beforeAll(() => void builtProgram(), 120_000);

const SPEC = "module:\n  id: a\n  name: A\n";
const EDITOR = "#!/bin/sh\necho 'NVIM v9.8.7'\n";

function json(cwd: string, env: Record<string, string> = {}): { exitCode: number | null; found: ReturnType<typeof JSON.parse> } {
  const { exitCode, stdout } = l9(["doctor", "--format", "json"], { cwd, env });
  return { exitCode, found: JSON.parse(stdout) };
}

it("tells versions, the root and why, files, Space and editors; exit 0 where nothing is wrong", () => {
  const cwd = folder({ "l9.config.yaml": "{}\n", "MODULE_SPEC.yaml": SPEC, "space/notes.md": "# Notes\n" });
  const programs = folder({ nvim: EDITOR });
  chmodSync(join(programs, "nvim"), 0o755);
  const env = { PATH: `${programs}:${process.env.PATH ?? ""}` };
  const { exitCode, found } = json(cwd, env);
  expect(exitCode).toBe(0);
  expect(found).toMatchObject({
    versions: { node: process.versions.node, git: expect.stringMatching(/^\d/) },
    workspace: { folder: ".", why: "it holds l9.config.yaml", roots: ["."] },
    configuration: { files: ["l9.config.yaml"], trusted: false, unused: [], baseline: null },
    modules: 1,
    files: 2,
    space: [{ folder: "space", files: 1, unread: 0 }],
    editors: expect.arrayContaining([{ name: "nvim", path: join(programs, "nvim"), version: "9.8.7" }]),
    problems: [],
  });
  const { stdout } = l9(["doctor"], { cwd, env });
  expect(stdout).toMatch(/^workspace {4,}\. \(it holds l9\.config\.yaml\)$/m);
  expect(stdout).toMatch(/\nNo problem was found\.\n$/);
});

it("says what is wrong and what to do, and exits 1", () => {
  const cwd = folder({
    "l9.config.yaml": "space: [facts]\nbaseline: known.json\ngenerate: { command: ./run }\n",
    "MODULE_SPEC.yaml": SPEC,
  });
  const { exitCode, found } = json(cwd);
  expect(exitCode).toBe(1);
  expect(found.configuration.unused).toEqual(["generate.command"]);
  expect(found.problems).toEqual([
    "The baseline known.json can not be used: it does not exist. Write it with l9 check --write-baseline, or take `baseline` out of l9.config.yaml.",
    "The Space folder facts does not exist: make it, or take it out of `space` in l9.config.yaml.",
  ]);
  const broken = folder({ "l9.config.yaml": "scope: everything\n" });
  expect(json(broken).found.problems).toEqual([
    expect.stringContaining("l9.config.yaml:1:8: [config_invalid] `scope` must be modules, contracts or all"),
  ]);
});

it("neither finds nor runs a program of the workspace", () => {
  const cwd = folder({
    "l9.config.yaml": "{}\n",
    "MODULE_SPEC.yaml": SPEC,
    "bin/nvim": '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n',
    "bin/git": '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n',
  });
  for (const name of ["nvim", "git"]) chmodSync(join(cwd, "bin", name), 0o755);
  const { exitCode, found } = json(cwd, { PATH: `bin:.:${join(cwd, "bin")}` });
  expect(exitCode).toBe(1);
  expect(found).toMatchObject({
    editors: [],
    versions: { git: null },
    problems: [expect.stringContaining("There is no git on the PATH")],
  });
  expect(existsSync(join(cwd, "bin", "ran"))).toBe(false);
});
