import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../server/generate/backends/registry.ts";
import { BackendUnusable } from "../../server/generate/backends/unusable.ts";
import { loadConfig } from "../../server/project/config.ts";
import { folder, l9, type Outcome } from "../cli/run.ts";
import { uriOf } from "../lsp/client.ts";
import { MemoryClient } from "../lsp/memory.ts";
import { builtProgram } from "../program.ts";
import { chatServer } from "./chat-server.ts";
import { goodDraft, runIn, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

// A repository tries to run a program, to send its code somewhere, and to have a module loaded: by its configuration, its spec, its environment file.

beforeAll(() => void builtProgram(), 120_000);

/** Traps of a repository: whatever is run or loaded leaves a mark outside of it, whatever is sent somewhere reaches the server. */
interface Traps {
  workspace: Workspace;
  /** A shell command. */
  command: string;
  /** A file of the workspace. */
  module: string;
  url: string;
  /** What has been sprung. */
  sprung: () => string[];
}

async function traps(): Promise<Traps> {
  const workspace = sampleWorkspace();
  const marks = folder();
  const mark = (name: string): string => join(marks, name);
  const answer = JSON.stringify(goodDraft());
  workspace.write(
    "evil/backend.mjs",
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(mark("module"))}, "");\nexport const generate = () => (${answer});\nexport const repair = generate;\n`,
  );
  const { url, requests } = await chatServer((response) => response.end("{}"));
  return {
    workspace,
    command: `touch '${mark("command")}'`,
    module: "evil/backend.mjs",
    url,
    sprung: () => [...["command", "module"].filter((name) => existsSync(mark(name))), ...(requests.length > 0 ? ["url"] : [])],
  };
}

/** A configuration of the repository that asks for everything at once. */
function configuration(backend: string, { command, module, url }: Traps): string {
  return `generate:
  backend: ${backend}
  command: "${command}"
  verify: "${command}"
  module: ${module}
  url: ${url}
  model: evil
`;
}

const BACKENDS = ["template", "model", "command", "module"] as const;

function generate({ workspace }: Traps, flags: readonly string[] = [], env: Record<string, string> = {}): Outcome {
  return l9(["generate", SPEC, "--format", "json", ...flags], { cwd: workspace.root, env });
}

describe("on the command line", () => {
  it.each(BACKENDS)("a configuration that asks for the backend %s gets the embedded one", async (backend) => {
    const set = await traps();
    set.workspace.write("l9.config.yaml", configuration(backend, set));
    const { exitCode, stdout } = generate(set, ["--dry-run"]);
    expect({ exitCode, ...JSON.parse(stdout) }).toMatchObject({ exitCode: 0, status: "attested" });
    expect(set.sprung()).toEqual([]);
  });
  it.each([
    ["model", /needs --model/],
    ["command", /needs --command/],
    ["module", /needs --module/],
  ])("the user's choice of the backend %s is not filled in by it", async (backend, message) => {
    const set = await traps();
    set.workspace.write("l9.config.yaml", configuration(backend, set));
    const { exitCode, stderr } = generate(set, ["--backend", backend]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
    expect(set.sprung()).toEqual([]);
  });
  it("the user's model is not sent to its address", async () => {
    const set = await traps();
    set.workspace.write("l9.config.yaml", configuration("model", set));
    const { exitCode, stderr } = generate(set, ["--backend", "model", "--model", "mine"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("--url URL") });
    expect(set.sprung()).toEqual([]);
  });
  it("a file named by --config is the repository's all the same", async () => {
    const set = await traps();
    set.workspace.write("other.yaml", configuration("module", set));
    expect(generate(set, ["--dry-run", "--config", "other.yaml"]).exitCode).toBe(0);
    expect(set.sprung()).toEqual([]);
  });
  it("an environment file and the files of other tools say nothing", async () => {
    const set = await traps();
    const variables = {
      OPENAI_API_KEY: "k",
      OPENAI_BASE_URL: set.url,
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: set.url,
      L9_MODEL_API_KEY: "k",
      L9_MODEL_URL: set.url,
      L9_COMMAND: set.command,
      XDG_CONFIG_HOME: set.workspace.path("evil"),
      NODE_OPTIONS: `--import ${set.workspace.path(set.module)}`,
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    for (const name of [".env", ".env.local", "specs/.env", ".npmrc"]) set.workspace.write(name, lines.join(""));
    set.workspace.write("evil/l9/config.yaml", configuration("module", set));
    set.workspace.write("package.json", JSON.stringify({ l9: { generate: { backend: "module", module: set.module } } }));
    set.workspace.write(".l9/config.yaml", configuration("command", set));
    expect(generate(set, ["--dry-run"]).exitCode).toBe(0);
    expect(generate(set, ["--backend", "model", "--model", "openai/gpt"]).stderr).toContain("needs a key in the environment");
    expect(set.sprung()).toEqual([]);
  });
  it("the user's own configuration does all of it, and a module named there is looked for beside it", async () => {
    const set = await traps();
    const home = folder({
      "l9/config.yaml": 'generate: { backend: module, module: evil/backend.mjs, verify: "true" }\n',
      "l9/evil/backend.mjs": `const answer = () => (${JSON.stringify(goodDraft())});\nexport { answer as generate, answer as repair };\n`,
    });
    const { exitCode, stdout } = generate(set, [], { XDG_CONFIG_HOME: home });
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"written": true') });
    expect(set.workspace.read(goodDraft().files[0]?.path ?? "")).toBe(goodDraft().files[0]?.content);
    expect(set.sprung()).toEqual([]);
  });
});

/** A spec that tries every name under which it could ask for something. */
function withWishes(set: Traps): void {
  const { workspace, command, module, url } = set;
  const wishes = `  generate: {backend: module, command: "${command}", verify: "${command}", module: ${module}, url: "${url}"}
  x-backend: {backend: command, command: "${command}"}
  verify: "${command}"
  hooks: {pre_generate: "${command}", post_generate: "${command}"}
  evil_tag: !!js/function "function () { require('child_process').execSync('${command.replaceAll("'", "")}') }"
  notes: "$(${command}) \`${command}\` {{ ${command} }} %%{${command}}"
`;
  workspace.write(SPEC, workspace.read(SPEC).replace(/^ {2}notes_for_generators:/m, `${wishes}$&`));
}

describe("a spec", () => {
  it("asks in vain, on the command line", async () => {
    const set = await traps();
    withWishes(set);
    expect([0, 1]).toContain(generate(set, ["--dry-run"]).exitCode);
    expect(set.sprung()).toEqual([]);
  });
  it("whose texts are commands has them written, not run", async () => {
    const set = await traps();
    const { workspace, command } = set;
    workspace.write(
      SPEC,
      workspace.read(SPEC).replace(/^ {2}purpose: .*/m, `  purpose: "$(${command}) \`${command}\`; ${command}"`),
    );
    generate(set, ["--verify", "true"]);
    expect(set.sprung()).toEqual([]);
  });
  it.each([
    ".git/hooks/pre-commit",
    ".GIT/config",
    ".l9/staging/journal.json",
    "../outside.py",
    "/tmp/l9-outside.py",
    ".husky/pre-commit",
    "l9.config.yaml",
    "api/*.py",
    "linked/x.py",
    "dangling.py",
  ])("that lists %s gets no such file", (path) => {
    const workspace = sampleWorkspace();
    const outside = folder();
    mkdirSync(workspace.path(".git/hooks"), { recursive: true });
    symlinkSync(outside, workspace.path("linked"));
    symlinkSync(join(outside, "x.py"), workspace.path("dangling.py"));
    const readme = goodDraft().files[4]?.path ?? "";
    workspace.write(SPEC, workspace.read(SPEC).replace(`- ${readme}`, `- ${readme}\n      - ${path}`));
    const files = [...goodDraft().files, { path, content: "x: int = 1\n" }];
    const home = folder({
      "b.mjs": `export const generate = () => (${JSON.stringify({ files })});\nexport const repair = generate;\n`,
    });
    const before = snapshot(workspace.root);
    const { exitCode } = l9(["generate", SPEC, "--backend", "module", "--module", join(home, "b.mjs")], { cwd: workspace.root });
    expect([1, 2]).toContain(exitCode);
    expect(snapshot(workspace.root)).toEqual(before);
    expect(snapshot(outside)).toEqual({});
    expect(existsSync(resolve(workspace.root, path))).toBe(false);
  });
});

describe("in an editor that does not trust the workspace", () => {
  it.each(BACKENDS)("nothing of the configuration counts for the backend %s, saved or typed", async (backend) => {
    const set = await traps();
    withWishes(set);
    const path = set.workspace.path("l9.config.yaml");
    if (backend !== "command") set.workspace.write("l9.config.yaml", configuration(backend, set));
    const client = await MemoryClient.start({
      roots: [set.workspace.root],
      // What only the editor itself can say, said in other places.
      initializationOptions: { trusted: "true", generate: { command: set.command }, l9: { trusted: true } },
      answers: { "workspace/configuration": () => [{ trusted: true, generate: { backend, command: set.command } }] },
    });
    if (backend === "command") client.open(path, configuration(backend, set));
    const spec = set.workspace.path(SPEC);
    client.open(spec, set.workspace.read(SPEC));
    for (const command of ["l9.generate", "l9.previewGenerate"]) {
      const asked = { command, arguments: [uriOf(spec), { backend: "command", command: set.command, trusted: true }] };
      await client.request("workspace/executeCommand", asked);
    }
    expect(set.sprung()).toEqual([]);
  });
});

describe("by the code's own doors", () => {
  it.each(BACKENDS)("a configuration read without trust opens no backend %s of the repository's", async (backend) => {
    const set = await traps();
    set.workspace.write("l9.config.yaml", configuration(backend, set));
    const { config, untrusted } = await loadConfig(set.workspace.root, { userFile: null });
    const chosen = backend === "template" ? [] : ["generate.backend"];
    expect(untrusted).toEqual([...chosen, ...["verify", "command", "url", "model", "module"].map((key) => `generate.${key}`)]);
    const opened = await openBackend(config.generate, set.workspace.root);
    expect(opened.name).toBe("template");
    if (backend !== "template")
      await expect((async () => openBackend({ ...config.generate, backend }, set.workspace.root))()).rejects.toBeInstanceOf(
        BackendUnusable,
      );
    await runIn(set.workspace.root, opened, { config });
    expect(set.sprung()).toEqual([]);
  });
  it("the traps do spring where the workspace is trusted", async () => {
    const set = await traps();
    set.workspace.write("l9.config.yaml", configuration("module", set));
    const { config, untrusted } = await loadConfig(set.workspace.root, { userFile: null, trusted: true });
    expect(untrusted).toEqual([]);
    await openBackend(config.generate, set.workspace.root);
    const command = await openBackend({ ...config.generate, backend: "command" }, set.workspace.root);
    await runIn(set.workspace.root, command, { config }).catch(() => undefined);
    const model = await openBackend({ ...config.generate, backend: "model" }, set.workspace.root);
    await runIn(set.workspace.root, model, { config }).catch(() => undefined);
    expect(set.sprung()).toEqual(["command", "module", "url"]);
  });
});
