import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hostileRepository, SECRET } from "./hostile-repository.ts";
import { elsewhere, notWatched, watched } from "./opened.ts";

// What a repository can make the program do: start nothing, connect to nothing, read nothing that lies outside.

if (notWatched !== null) process.stderr.write(`hostile-repository.test.ts is left out in part: ${notWatched}\n`);

const SPEC = "specs/orders.module-spec.yaml";

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
  it.each<[string, string[], string]>([
    ["check", ["check"], ""],
    ["check of a link", ["check", "api/linked.py", "api/folder/secret.py", "--force"], ""],
    ["status", ["status"], ""],
    ["contracts", ["contracts"], ""],
    ["generate", ["generate", SPEC, "--dry-run"], ""],
    ["verify", ["verify", SPEC], ""],
    ["mcp", ["mcp"], MCP.map((message) => `${JSON.stringify(message)}\n`).join("")],
  ])("starts nothing, is connected to nothing, and has nothing read outside of it by %s", (_, args, input) => {
    const { root, outside, trace } = hostileRepository();
    const asked = watched(args, root, input);
    expect({ programs: asked.programs, connections: asked.connections }).toEqual({ programs: [], connections: [] });
    expect(elsewhere(asked, root)).toEqual([]);
    expect(asked.opened.some((path) => path.startsWith(root))).toBe(true);
    expect(asked.output).not.toContain(SECRET);
    expect(existsSync(trace)).toBe(false);
    expect(readdirSync(outside).sort()).toEqual(["ignored", "requirements.txt", "secret.py", "space.yaml"]);
  });
  it("a file that is a link to outside is told, and no line of it is shown", () => {
    const { root } = hostileRepository();
    const { output } = watched(["check", "api/linked.py"], root);
    expect(output).toContain("[file_skipped]");
    expect(output).toContain("it is a link that leads out of the workspace");
    expect(output).toContain("space is not used, because the workspace is not trusted");
  });
});
