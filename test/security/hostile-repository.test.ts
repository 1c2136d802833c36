import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { uriOf } from "../lsp/client.ts";
import type { SpawnedClient } from "../lsp/spawned.ts";
import { hostileRepository, SECRET } from "./hostile-repository.ts";
import { elsewhere, notWatched, watched, watchedServer } from "./opened.ts";

// What a repository can make the program do: start nothing, connect to nothing, read nothing that lies outside.

if (notWatched !== null) process.stderr.write(`hostile-repository.test.ts is left out in part: ${notWatched}\n`);

const SPEC = "specs/orders.module-spec.yaml";

/** An editor that opens what it sees, links and what lies outside too, and asks about it. */
async function edit(client: SpawnedClient, root: string): Promise<void> {
  const paths = ["api/orders.py", "api/linked.py", "api/folder/secret.py", "../outside/secret.py", SPEC].map((path) =>
    join(root, path),
  );
  for (const path of paths) client.open(path, "import os\n");
  await client.request("workspace/diagnostic", { previousResultIds: [] });
  for (const path of paths) {
    const textDocument = { uri: uriOf(path) };
    await client.request("textDocument/diagnostic", { textDocument });
    await client.request("textDocument/documentLink", { textDocument });
    await client.request("textDocument/hover", { textDocument, position: { line: 0, character: 8 } });
    client.close(path);
    client.watched(path, 2);
  }
  await client.request("workspace/diagnostic", { previousResultIds: [] });
}

/** A coding agent that has written a file. */
const hook = (event: object) => (root: string) => JSON.stringify({ session_id: "s", cwd: root, ...event });
const written = (path: string): object => ({
  hook_event_name: "PostToolUse",
  tool_name: "Write",
  tool_input: { file_path: path, content: "import os\n" },
  tool_response: { type: "create", filePath: path },
});

const MCP = [
  {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  },
  { jsonrpc: "2.0", method: "notifications/initialized" },
  { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "l9_check", arguments: { paths: ["."] } } },
  { jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "l9_check", arguments: { paths: ["../outside/secret.py"] } } },
  { jsonrpc: "2.0", id: 4, method: "tools/call", params: { name: "l9_plan", arguments: { spec: SPEC } } },
];

describe.skipIf(notWatched !== null)("a hostile repository", () => {
  it.each<[string, string[], string | ((root: string) => string)]>([
    ["check", ["check"], ""],
    ["check of a link", ["check", "api/linked.py", "api/folder/secret.py", "--force"], ""],
    ["status", ["status"], ""],
    ["contracts", ["contracts"], ""],
    ["generate", ["generate", SPEC, "--dry-run"], ""],
    ["verify", ["verify", SPEC], ""],
    ["hook after a write", ["hook", "claude"], hook(written("api/linked.py"))],
    ["mcp", ["mcp"], MCP.map((message) => `${JSON.stringify(message)}\n`).join("")],
  ])("starts nothing, is connected to nothing, and has nothing read outside of it by %s", (_, args, input) => {
    const { root, outside, trace } = hostileRepository();
    const asked = watched(args, root, typeof input === "string" ? input : input(root));
    expect({ programs: asked.programs, connections: asked.connections }).toEqual({ programs: [], connections: [] });
    expect(elsewhere(asked, root)).toEqual([]);
    expect(asked.opened.some((path) => path.startsWith(root))).toBe(true);
    expect(asked.output).not.toContain(SECRET);
    expect(existsSync(trace)).toBe(false);
    expect(readdirSync(outside).sort()).toEqual(["ignored", "requirements.txt", "secret.py", "space.yaml"]);
  });
  it("starts nothing, is connected to nothing, and has nothing read outside of it by lsp", { timeout: 120_000 }, async () => {
    const { root, trace } = hostileRepository();
    const asked = await watchedServer(root, (client) => edit(client, root));
    expect({ programs: asked.programs, connections: asked.connections }).toEqual({ programs: [], connections: [] });
    expect(elsewhere(asked, root)).toEqual([]);
    expect(asked.opened).toContain(join(root, SPEC));
    expect(asked.output).not.toContain(SECRET);
    expect(existsSync(trace)).toBe(false);
  });
  it("a file that is a link to outside is told, and no line of it is shown", () => {
    const { root } = hostileRepository();
    const { output } = watched(["check", "api/linked.py"], root);
    expect(output).toContain("[file_skipped]");
    expect(output).toContain("it is a link that leads out of the workspace");
    expect(output).toContain("space is not used, because the workspace is not trusted");
  });
});
