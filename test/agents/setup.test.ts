import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "skills-ref";
import { expect, it } from "vitest";
import { initAgents } from "../../server/cli/init-agents.ts";
import { AGENTS_BLOCK, HOOK_FILES } from "../../server/cli/agent-setup.ts";
import { AGENTS } from "../../server/cli/hook/event.ts";
import { ROOT } from "../ci/checkout.ts";
import { folder, l9 } from "../cli/run.ts";

const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
const json = (...path: string[]): Record<string, unknown> => JSON.parse(read(...path)) as Record<string, unknown>;

it("the block for AGENTS.md is short", () => {
  expect(AGENTS_BLOCK.split("\n").length).toBeLessThan(15);
});

it("the plugin, its manifests and the registry's file speak of this version and of one server", () => {
  const { version, mcpName } = json(ROOT, "package.json");
  const plugin = join(ROOT, "client", "agents");
  for (const manifest of [".claude-plugin/plugin.json", "plugin.json"]) expect(json(plugin, manifest).version).toBe(version);
  const server = json(ROOT, "server.json");
  expect(server).toMatchObject({ name: mcpName, version, packages: [{ version, identifier: "l9-language-server" }] });
  expect((server.description as string).length).toBeLessThanOrEqual(100);
  const command = { command: "l9", args: ["mcp"] };
  expect(json(plugin, ".mcp.json")).toEqual({ mcpServers: { l9: command } });
  expect(json(plugin, "mcp.json")).toMatchObject({ mcpServers: { l9: { type: "stdio", ...command } } });
  // What the plugin hooks is what `l9 init --agents` hooks.
  const ours = Object.entries(HOOK_FILES.claude.entries("l9 hook claude")).map(([event, entry]) => [event, [entry]]);
  expect(json(plugin, "hooks/hooks.json")).toEqual({ hooks: Object.fromEntries(ours) });
  expect(json(plugin, ".lsp.json")).toMatchObject({ l9: { initializationOptions: { diagnostics: "openFiles" } } });
});

it("the skill is valid by the reference library, and short", async () => {
  const skill = join(ROOT, "client", "agents", "skills", "l9-modules");
  expect(await validate(skill)).toEqual([]);
  expect(read(skill, "SKILL.md").split("\n").length).toBeLessThan(300);
});

it("writes what agents need, once, and loses nothing", { timeout: 120_000 }, async () => {
  const root = folder({
    "AGENTS.md": "# Ours\n\nBe kind.\n",
    ".mcp.json": '{\n    "mcpServers": {\n        "other": { "command": "x" }\n    }\n}\n',
    ".claude/settings.json": JSON.stringify({
      model: "m",
      hooks: { Stop: [{ hooks: [{ type: "command", command: "theirs" }] }] },
    }),
    ".gemini/settings.json": "{}",
  });
  const lacking = l9(["init", "--agents", "--check"], { cwd: root });
  expect(lacking).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("AGENTS.md lacks what l9 needs: run l9 init --agents."),
  });
  expect(json(root, ".gemini/settings.json")).toEqual({});
  const first = l9(["init", "--agents"], { cwd: root });
  expect(first).toMatchObject({ exitCode: 0, stderr: "" });
  expect(first.stdout.split("\n").slice(0, -1)).toEqual(
    ["AGENTS.md", ".mcp.json", ".claude/settings.json", ".gemini/settings.json"].map((file) => `Added to ${file}.`),
  );
  expect(read(root, "AGENTS.md")).toBe(`# Ours\n\nBe kind.\n\n${AGENTS_BLOCK}\n`);
  expect(read(root, ".mcp.json")).toMatch(/^ {4}"mcpServers"/m);
  expect(json(root, ".mcp.json")).toEqual({ mcpServers: { other: { command: "x" }, l9: { command: "l9", args: ["mcp"] } } });
  expect(json(root, ".claude/settings.json")).toMatchObject({
    model: "m",
    hooks: { Stop: [{ hooks: [{ command: "theirs" }] }, { hooks: [{ command: "l9 hook claude" }] }], PostToolUse: [{}] },
  });
  const files = ["AGENTS.md", ".mcp.json", ".claude/settings.json", ".gemini/settings.json"];
  const before = files.map((file) => read(root, file));
  // An older block of ours is replaced where it stands.
  writeFileSync(join(root, "AGENTS.md"), `top\n<!-- l9: old -->\nold\n<!-- /l9 -->\nbottom\n`);
  const again = l9(["init", "--agents"], { cwd: root });
  expect(again.stdout).toContain("Added to AGENTS.md.");
  expect(read(root, "AGENTS.md")).toBe(`top\n${AGENTS_BLOCK}\nbottom\n`);
  expect(files.slice(1).map((file) => read(root, file))).toEqual(before.slice(1));
  expect(await initAgents(root, [], true)).toBe(0);
});

it("writes the hooks of the agents that are named, where the repository has the program with its own", async () => {
  const root = folder({ "node_modules/.bin/l9": "" });
  expect(await initAgents(root, [...AGENTS], false)).toBe(0);
  expect(read(root, ".claude/settings.json")).toContain('\\"$CLAUDE_PROJECT_DIR\\"/node_modules/.bin/l9 hook claude');
  expect(json(root, ".github/hooks/l9.json")).toMatchObject({
    version: 1,
    hooks: { postToolUse: [{ command: "node_modules/.bin/l9 hook copilot" }], agentStop: [{}] },
  });
  for (const agent of AGENTS) expect(read(root, HOOK_FILES[agent].file)).toContain(`l9 hook ${agent}`);
});

it("changes nothing where it can not add, and says why", async () => {
  const root = folder({ ".mcp.json": '{ "mcpServers": {} // mine\n}' });
  await expect(initAgents(root, [], false)).rejects.toThrow("is no JSON");
  expect(() => read(root, "AGENTS.md")).toThrow("ENOENT");
  mkdirSync(join(root, "x"));
  await expect(initAgents(root, ["vim"], false)).rejects.toThrow("none of claude, codex");
  expect(l9(["init", "--check"], { cwd: root })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("give --agents with it"),
  });
});
