import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asNobody, findings, folder, l9 } from "./run.ts";

const BAD = "x: int = 1  # type: ignore\n";

const severities = (cwd: string, options: { args?: string[]; env?: Record<string, string> } = {}) =>
  findings(
    l9(["check", "a.py", "--select", "type_ignore,unused_imports", "--format", "json", ...(options.args ?? [])], {
      cwd,
      env: options.env ?? {},
    }),
  ).map(({ rule, severity }) => `${rule} ${severity}`);

describe("where the configuration comes from", () => {
  it("the nearest file upwards, and only that one", () => {
    const cwd = folder({
      "l9.config.yaml": "rules: { unused_imports: info }\n",
      "sub/l9.config.yaml": "rules: { type_ignore: warning }\n",
      "sub/deep/a.py": `import os\n${BAD}`,
    });
    expect(severities(join(cwd, "sub", "deep"))).toEqual(["unused_imports error", "type_ignore warning"]);
  });
  it("the user's own, under the workspace's", () => {
    const cwd = folder({
      "user/l9/config.yaml": "rules: { type_ignore: info, unused_imports: info }\n",
      "repo/l9.config.yaml": "rules: { type_ignore: warning }\n",
      "repo/a.py": `import os\n${BAD}`,
    });
    expect(severities(join(cwd, "repo"), { env: { XDG_CONFIG_HOME: join(cwd, "user") } })).toEqual([
      "unused_imports info",
      "type_ignore warning",
    ]);
  });
  it("the user's own in ~/.config, without XDG_CONFIG_HOME", () => {
    const cwd = folder({ "home/.config/l9/config.yaml": "rules: { type_ignore: info }\n", "a.py": BAD });
    expect(severities(cwd, { env: { HOME: join(cwd, "home"), XDG_CONFIG_HOME: "" } })).toEqual(["type_ignore info"]);
  });
  it("--config in place of the workspace's", () => {
    const cwd = folder({
      "l9.config.yaml": "rules: { type_ignore: warning }\n",
      "other.yaml": "rules: { type_ignore: info }\n",
      "a.py": BAD,
    });
    expect(severities(cwd, { args: ["--config", "other.yaml"] })).toEqual(["type_ignore info"]);
  });
  it("an empty file, or one of comments, is the default", () => {
    expect(severities(folder({ "l9.config.yaml": "", "a.py": BAD }))).toEqual(["type_ignore error"]);
    expect(severities(folder({ "l9.config.yaml": "\ufeff# nothing yet\n---\n", "a.py": BAD }))).toEqual(["type_ignore error"]);
  });
  it("what the starting configuration of init says is the default", () => {
    const cwd = folder({ "a.py": BAD });
    l9(["init"], { cwd });
    expect(severities(cwd)).toEqual(["type_ignore error"]);
  });
});

describe("a broken configuration: exit 2, each config_invalid at its place, nothing on stdout", () => {
  it.each([
    ["scop: all\n", "1:1", "did you mean `scope`?"],
    ["scope: al\n", "1:8", "modules, contracts or all"],
    ["# one\nrules:\n  type_ignor: off\n", "3:3", "did you mean `type_ignore`?"],
    ["rules:\n  type_ignore: fatal\n", "2:16", "off, info, warning or error"],
    ["rules: [type_ignore]\n", "1:8", "must be a map, but is a list"],
    ["include: api\n", "1:10", "must be a list"],
    ["include: [1]\n", "1:11", "must be a text"],
    ["include:\n", "1:9", "must be a list, but is empty"],
    ["max_file_size: -1\n", "1:16", "more than 0"],
    ["max_file_size: 100000000\n", "1:16", "at most"],
    ["profile:\n  budget: { max_filez: 3 }\n", "2:13", "did you mean `max_files`?"],
    ["profile:\n  required_spec_keys: module.id\n", "2:23", "a list of rows"],
    ["profile:\n  forbidden_imports:\n    - { modul: requests }\n", "3:7", "forbidden_imports"],
    ["generate: { url: here }\n", "1:18", "address"],
    ["rules: { internal_error: off }\n", "1:26", "must be error"],
    ["scope: all\nscope: modules\n", "2:1", "given twice"],
    ["rules: [unclosed\n", "", "not closed"],
    ["scope: *all\n", "1:8", "anchor"],
    ["scope: all\n---\nscope: all\n", "", "one YAML document"],
    ["just a text\n", "1:1", "must be a map"],
    ["\0", "1:1", "NUL"],
  ])("%j", (config, place, message) => {
    const cwd = folder({ "l9.config.yaml": config, "a.py": BAD });
    const outcome = l9(["check", "a.py", "--format", "json"], { cwd });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain(`l9.config.yaml:${place}`);
    expect(outcome.stderr).toContain("[config_invalid]");
    expect(outcome.stderr).toContain(message);
  });
  it("every error is told, not only the first", () => {
    const { stderr } = l9(["check", "a.py"], {
      cwd: folder({ "l9.config.yaml": "scop: all\nrules: { x: off, y: off }\n", "a.py": BAD }),
    });
    expect(stderr.match(/config_invalid/g)).toHaveLength(3);
  });
  it("the user's file counts as well, and is named", () => {
    const cwd = folder({ "user/l9/config.yaml": "scop: all\n", "a.py": BAD });
    const outcome = l9(["check", "a.py"], { cwd, env: { XDG_CONFIG_HOME: join(cwd, "user") } });
    expect(outcome).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("user/l9/config.yaml:1:1") });
  });
  it("an alias bomb is refused at once", () => {
    const levels = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]\n`).join("");
    const started = Date.now();
    const outcome = l9(["check", "a.py"], { cwd: folder({ "l9.config.yaml": `a0: &a0 [1, 2]\n${levels}`, "a.py": BAD }) });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(Date.now() - started).toBeLessThan(20_000);
  });
  it("a folder in its place, or a file that may not be read", () => {
    const cwd = folder({ "a.py": BAD });
    mkdirSync(join(cwd, "l9.config.yaml"));
    expect(l9(["check", "a.py"], { cwd })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("folder") });
    const locked = folder({ "a.py": BAD, "l9.config.yaml": "scope: all\n" });
    chmodSync(join(locked, "l9.config.yaml"), 0o000);
    expect(asNobody(["check", "a.py"], locked)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("permission denied"),
    });
  });
});

it("what a workspace that is not trusted may not say does not disturb a check", () => {
  const cwd = folder({ "l9.config.yaml": "generate: { backend: command, command: rm -rf . }\n", "a.py": BAD });
  expect(l9(["check", "a.py"], { cwd })).toMatchObject({ exitCode: 1, stderr: "" });
});
