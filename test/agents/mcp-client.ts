import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type VersionNegotiationMode } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { cleanEnvironment } from "../cli/run.ts";
import { builtProgram } from "../program.ts";

/** A client of the protocol's own kit with a server of ours at its other end. */
export interface McpSession {
  client: Client;
  /** What the server wrote to stderr. */
  stderr: () => string;
  /** Lines on the server's stdout that were no message. */
  noise: Error[];
  close: () => Promise<void>;
}

export async function openMcp(cwd: string, mode: VersionNegotiationMode, env: Record<string, string> = {}): Promise<McpSession> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [builtProgram(), "mcp"],
    cwd,
    env: cleanEnvironment(env),
    stderr: "pipe",
  });
  let text = "";
  transport.stderr?.on("data", (chunk: Buffer) => void (text += chunk.toString("utf8")));
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const noise: Error[] = [];
  client.onerror = (error) => void noise.push(error);
  await client.connect(transport);
  return { client, stderr: () => text, noise, close: () => client.close() };
}

/** A folder for a whole file of tests; whoever makes it takes it away. */
export function sharedFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "l9-agents-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
