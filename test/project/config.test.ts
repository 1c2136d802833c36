import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { defaultConfig, loadConfig, parseConfig } from "../../server/project/config.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((clean) => clean()));

function workspace(config: string | null, user: string | null = null): { root: string; userFile: string } {
  const root = mkdtempSync(join(tmpdir(), "l9-config-"));
  cleanUp.push(() => rmSync(root, { recursive: true, force: true }));
  if (config !== null) writeFileSync(join(root, "l9.config.yaml"), config);
  if (user !== null) writeFileSync(join(root, "user.yaml"), user);
  return { root, userFile: join(root, "user.yaml") };
}

const profileOf = async (text: string) => {
  const { config, problems } = await parseConfig(text);
  expect(problems).toEqual([]);
  return config.profile;
};

it.each([
  ["profile: { packets: { models: [PacketEnvelopeIn, TransportPacket, Other] } }", { packet: "TransportPacket" }],
  ["profile: { packets: { models: { replace: [TransportPacket] }, keywords: [envelope] } }", { packet: "TransportPacket" }],
  ["profile: { packets: { models: { add: [TransportPacket] } } }\ncontracts: { packet: HubPacket }", { packet: "HubPacket" }],
  ["profile: { packets: { models: [PacketEnvelope] } }", {}],
])("%s is read as the row `packet`", async (text, contracts) => {
  const { config, problems } = await parseConfig(text);
  expect(problems).toEqual([]);
  expect(config.contracts).toEqual(contracts);
  if (text.includes("keywords")) expect(config.profile.packets.keywords).toContain("envelope");
});

it.each([
  [
    "profile: { forbidden_imports: { add: [{ module: requests, reason: slow }] } }",
    "`reason` is no key of `profile.forbidden_imports.add.0`: use one of module, name, instead, renames, why, docs, ",
  ],
  ["profile: { forbidden_imports: [{ module: requests, inn: [api/**] }] }", "; did you mean `in`?"],
  ["overrides: [{ files: [a], profile: { budget: { max_filez: 3 } } }]", "; did you mean `max_files`?"],
  ["overrides: [{ rules: {} }]", "`overrides.0` needs the key `files`, a list."],
  ["overrides: [{ files: [a], glob: [a] }]", "`glob` is no key of `overrides.0`: use one of files, "],
])("says of a key that there is not which ones there are: %s", async (text, message) => {
  const { problems } = await parseConfig(`${text}\n`);
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
});

it("is not read where that takes too much work, and says so", async () => {
  const { config, problems } = await parseConfig(`scope: all\nexclude: [${"a, ".repeat(40_000)}]\n`);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/takes too much work to be read/)]);
  expect(config.scope).toBe(defaultConfig.scope);
  const long = await parseConfig(`scope: all\nexclude: [${Array.from({ length: 2_000 }, (_, at) => `a${at}`).join(", ")}]\n`);
  expect(long.problems).toEqual([]);
  expect(long.config.scope).toBe("all");
});

describe("trust", () => {
  const dangerous =
    "generate:\n  backend: command\n  command: make it\n  url: https://example.com\n  model: big\n  module: ./x.js\n  verify: make test\n  agents: write\n  max_repairs: 5\n";

  it("a workspace that is not trusted names no command, address or module, but the rest counts", async () => {
    const { root } = workspace(dangerous);
    const { config, problems, untrusted } = await loadConfig(root, { userFile: null });
    expect(problems).toEqual([]);
    expect(config.generate).toEqual({ ...defaultConfig.generate, max_repairs: 5 });
    expect(untrusted.sort()).toEqual(
      ["agents", "backend", "command", "model", "module", "url", "verify"].map((key) => `generate.${key}`),
    );
  });
  it("a trusted one does", async () => {
    const { root } = workspace(dangerous);
    const { config, untrusted } = await loadConfig(root, { userFile: null, trusted: true });
    expect(config.generate).toEqual({
      backend: "command",
      command: "make it",
      url: "https://example.com",
      model: "big",
      module: join(root, "x.js"),
      verify: "make test",
      agents: "write",
      max_repairs: 5,
    });
    expect(untrusted).toEqual([]);
  });
  it("the user's own file does, and an untrusted workspace can not change it", async () => {
    const { root, userFile } = workspace(
      "generate: { command: theirs, backend: module }\n",
      "generate: { command: mine, backend: command }\n",
    );
    const { config } = await loadConfig(root, { userFile });
    expect(config.generate).toMatchObject({ command: "mine", backend: "command" });
  });
  it("a module is looked for beside the file that names it", async () => {
    const { root, userFile } = workspace("generate: { max_repairs: 1 }\n", "generate: { module: backends/mine.mjs }\n");
    const { config } = await loadConfig(root, { userFile });
    expect(config.generate.module).toBe(join(root, "backends", "mine.mjs"));
  });
  it("the backend `template` needs no trust", async () => {
    const { root, userFile } = workspace("generate: { backend: template }\n", "generate: { backend: model }\n");
    expect((await loadConfig(root, { userFile })).config.generate.backend).toBe("template");
  });
});

describe("loadConfig", () => {
  it("without a file is the default itself", async () => {
    const { root } = workspace(null);
    expect(await loadConfig(root, { userFile: null, file: null })).toEqual({
      config: defaultConfig,
      files: [],
      links: [],
      looked: [],
      folder: null,
      problems: [],
      untrusted: [],
    });
  });
  it("keeps the last good configuration when the file breaks", async () => {
    const { root } = workspace("scope: nonsense\n");
    const lastGood = { ...defaultConfig, scope: "all" as const };
    const { config, problems } = await loadConfig(root, { userFile: null, lastGood });
    expect(config).toBe(lastGood);
    expect(problems).toMatchObject([{ path: join(root, "l9.config.yaml"), span: { start: 7, end: 15 } }]);
  });
  it("reads an editor's unsaved text", async () => {
    const { root } = workspace("scope: nonsense\n");
    const { config, problems } = await loadConfig(root, { userFile: null, read: () => ({ text: "scope: all\n" }) });
    expect([config.scope, problems]).toEqual(["all", []]);
  });
  it("does not change the defaults", async () => {
    const before = structuredClone(defaultConfig);
    await parseConfig(
      "rules: { type_ignore: off }\nprofile: { service_words: [X], budget: { max_files: 1 }, model_locations: { AgentTask: null } }\ninjected: { a: B }\n",
    );
    expect(defaultConfig).toEqual(before);
  });
});

describe("profile", () => {
  it("adds rows to a list, and replaces the one of the same name", async () => {
    const { forbidden_imports: rows, required_spec_keys: keys } = await profileOf(
      "profile:\n  required_spec_keys: [module.kind, module.id]\n  forbidden_imports:\n    - { module: requests, instead: httpx }\n    - { module: logging, instead: loguru }\n",
    );
    expect(keys.filter((key) => key === "module.id")).toHaveLength(1);
    expect(keys).toContain("module.kind");
    expect(keys).toContain("module.purpose");
    expect(rows.filter(({ module }) => module === "logging")).toEqual([{ module: "logging", instead: "loguru" }]);
    expect(rows.map(({ module }) => module)).toEqual(expect.arrayContaining(["aiohttp", "requests"]));
  });
  it("tells rows of one module with different names apart", async () => {
    const { forbidden_imports: rows } = await profileOf("profile: { forbidden_imports: [{ module: os, name: getcwd }] }\n");
    expect(
      rows
        .filter(({ module }) => module === "os")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["environ", "getcwd"]);
  });
  it("removes and replaces", async () => {
    expect(
      (await profileOf("profile: { required_spec_keys: { remove: [module.purpose], add: [module.kind] } }\n")).required_spec_keys,
    ).toEqual([...defaultConfig.profile.required_spec_keys.filter((key) => key !== "module.purpose"), "module.kind"]);
    expect((await profileOf("profile: { required_spec_keys: { replace: [module.id] } }\n")).required_spec_keys).toEqual([
      "module.id",
    ]);
  });
  it("takes rows of a map by key; null removes one", async () => {
    const { model_locations: places } = await profileOf(
      "profile: { model_locations: { AgentTask: null, New: [a/b.py], PacketEnvelopeIn: [c.py] } }\n",
    );
    expect(places).not.toHaveProperty("AgentTask");
    expect(places).toMatchObject({ New: ["a/b.py"], PacketEnvelopeIn: ["c.py"], ExecutorResult: ["core/agents/executor.py"] });
  });
  it("changes one value of a table and leaves its neighbours", async () => {
    expect((await profileOf("profile: { budget: { max_files: 3 } }\n")).budget).toEqual({
      ...defaultConfig.profile.budget,
      max_files: 3,
    });
  });
  it("is layered: the workspace changes what the user changed", async () => {
    const { root, userFile } = workspace(
      "profile: { required_spec_keys: [module.two] }\n",
      "profile: { required_spec_keys: [module.one] }\n",
    );
    expect((await loadConfig(root, { userFile })).config.profile.required_spec_keys.slice(-2)).toEqual([
      "module.one",
      "module.two",
    ]);
  });
});
