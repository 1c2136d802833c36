import { spawn } from "node:child_process";
import { once } from "node:events";

/** Milliseconds from the start of an MCP server to its first list of tools, with the initialization before it. */
export async function timeToToolList([program = "", ...args]: readonly string[], cwd: string): Promise<number> {
  const start = performance.now();
  const server = spawn(program, args, { cwd, stdio: ["pipe", "pipe", "ignore"] });
  const send = (message: object): void => void server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const client = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } };
  send({ id: 1, method: "initialize", params: client });
  let read = "";
  let took = Number.NaN;
  for await (const chunk of server.stdout.setEncoding("utf8") as AsyncIterable<string>) {
    const isFirst = !read.includes("\n");
    read += chunk;
    const lines = read.split("\n").length - 1;
    if (isFirst && lines > 0) {
      send({ method: "notifications/initialized" });
      send({ id: 2, method: "tools/list", params: {} });
    }
    if (lines < 2) continue;
    took = performance.now() - start;
    break;
  }
  const ended = once(server, "exit");
  server.kill();
  await ended;
  return took;
}
