import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { commitAll, ROOT } from "../ci/checkout.ts";
import { folder } from "../cli/run.ts";
import { editor } from "../editors/editor.ts";
import { goodDraft, sampleWorkspace, SPEC } from "../generate/workspace.ts";
import { recipe } from "./print-modes.ts";
import { builtProgram } from "../program.ts";
import { messagesServer, type MessagesRequest } from "./messages-server.ts";

// The real Claude Code, with a home of its own, no key, and a server of ours in place of a model.

const claude = editor("claude", "L9_CLAUDE");
if (claude === null) process.stderr.write("skipped: L9_CLAUDE names no Claude Code (.ci/install-agents FOLDER unpacks one)\n");

const ADAPTER = "api/orders_webhook_adapter.py";
const RIGHT = "search_packets_by_thread(thread_uuid, packet_type=PACKET_OUT)";

beforeAll(() => void builtProgram());

it.skipIf(claude === null)(
  "has the right method before it writes, and the new finding in its next request; the plugin is valid",
  { timeout: 240_000 },
  async () => {
    const desk = folder();
    const [home, workspace, bin] = ["home", "orders", "bin"].map((name) => join(desk, name)) as [string, string, string];
    for (const path of [home, bin]) mkdirSync(path);
    cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), workspace, { recursive: true });
    // An old finding, which is nobody's business now.
    const adapter = join(workspace, ADAPTER);
    writeFileSync(adapter, `${readFileSync(adapter, "utf8")}\n\ndef old(x: int) -> int:\n    return x  # type: ignore\n`);
    commitAll(workspace);
    writeFileSync(join(bin, "l9"), `#!/bin/sh\nexec ${process.execPath} ${builtProgram()} "$@"\n`, { mode: 0o755 });
    const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
    const plugin = join(ROOT, "client", "agents");

    const validated = await run(["plugin", "validate", plugin], workspace, { PATH: path, HOME: home });
    expect(validated).toMatchObject({ code: 0, output: expect.stringContaining("Validation passed") });

    const { url, requests } = await messagesServer([
      { name: "ToolSearch", input: { query: "select:mcp__plugin_l9_l9__l9_contracts" } },
      { name: "mcp__plugin_l9_l9__l9_contracts", input: { name: "search_packets_by_thread" } },
      { name: "Read", input: { file_path: adapter } },
      { name: "Edit", input: { file_path: adapter, old_string: RIGHT, new_string: "search_packets(thread_uuid)" } },
    ]);
    const environment = {
      ...{ PATH: path, HOME: home, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "none", IS_SANDBOX: "1" },
      ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1" },
    };
    const flags = ["-p", "look the packets up", "--dangerously-skip-permissions", "--plugin-dir", plugin];
    const { code, output } = await run(flags, workspace, environment);
    expect({ code, output }).toMatchObject({ code: 0 });

    // What each request says that the one before did not: the answer of the tool, and what the hook adds.
    const added = (at: number): string => JSON.stringify(requests[at]?.messages.slice(requests[at - 1]?.messages.length ?? 0));
    const at = (words: string): number => requests.findIndex((_, index) => index > 0 && added(index).includes(words));
    const asked = at("async def search_packets_by_thread");
    const told = at("has no method `search_packets`; it has write_packet");
    const edited = at("search_packets(thread_uuid)");
    expect(asked).toBeGreaterThan(0);
    expect(told).toBeGreaterThan(asked);
    // The write and the finding come with the same request.
    expect(told).toBe(edited);
    expect(added(told)).not.toContain("type_ignore");
    expect(at("does not pass")).toBe(told + 1);
    expect(toolNames(requests)).toContain("l9-modules");
  },
);

it.skipIf(claude === null)("writes a module in print mode, as the README has it", { timeout: 240_000 }, async () => {
  const { root } = sampleWorkspace();
  const [home, bin] = [folder(), folder()];
  symlinkSync(claude ?? "", join(bin, "claude"));
  const { ask, command } = recipe("claude");
  const { url, all } = await messagesServer([], `Here is the module:\n\`\`\`json\n${JSON.stringify(goodDraft())}\n\`\`\``);
  const script = `${ask}\nexec "$0" "$1" generate ${SPEC} --dry-run --stat --backend command --command '${command}'`;
  const environment = {
    ...{ PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, HOME: home, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "none" },
    ...{ IS_SANDBOX: "1", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1" },
  };
  const made = await run(["-c", script, process.execPath, builtProgram()], root, environment, "sh");
  expect(made).toMatchObject({ code: 0, output: expect.stringContaining("this was a dry run") });
  expect(JSON.stringify(all)).toContain("orders_webhook.l9.internal");
});

/** What the first request tells of tools and skills, as text. */
function toolNames([first]: readonly MessagesRequest[]): string {
  return JSON.stringify(first);
}

function run(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  program = claude ?? "",
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => void (output += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
