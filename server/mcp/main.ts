import { Console } from "node:console";
import { Writable } from "node:stream";
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { version } from "../version.ts";
import { registerPrompts } from "./prompts.ts";
import { registerResources } from "./resources.ts";
import { registerTools } from "./tools.ts";
import { workspaceOf } from "../cli/workspace.ts";
import type { WarmWorkspace } from "./workspace.ts";

const INSTRUCTIONS = [
  "L9 modules are described by a YAML spec and held against the repository's contracts.",
  "Before you write a module, or call a model or service: l9_plan for its spec, l9_contracts for exact imports, fields and signatures. Use nothing that they do not name.",
  "After you wrote: l9_check with `since: HEAD`. Before you say that it is done: l9_gates.",
].join("\n");

/** Characters of an error that are told. */
const TOLD = 300;

/** Runs the MCP server over standard input and output until the client closes them; then the process exits. */
export async function runMcpServer(root: string | null): Promise<void> {
  const { folder } = workspaceOf(root, process.cwd(), []);
  let opened: Promise<WarmWorkspace> | null = null;
  // Read with the first call: the list of tools is answered before.
  const workspace = (): Promise<WarmWorkspace> =>
    (opened ??= import("./workspace.ts").then((room) => new room.WarmWorkspace(folder)));
  const transport = new StdioServerTransport(process.stdin, protectedStdout());
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve).once("close", resolve);
    process.stdout.once("error", resolve);
  });
  // One factory for every protocol version: which one is spoken is told by the client's first message.
  serveStdio(() => serverOf(workspace), {
    transport,
    // A message that is none of the protocol is told with all that the protocol could have been.
    onerror: ({ message }) => process.stderr.write(`l9: ${message.replace(/\s+/g, " ").slice(0, TOLD)}\n`),
  });
  await ended;
}

function serverOf(workspace: () => Promise<WarmWorkspace>): McpServer {
  const server = new McpServer(
    { name: "l9", title: "L9 modules", version },
    { instructions: INSTRUCTIONS, capabilities: { tools: {}, resources: {}, prompts: {} } },
  );
  registerTools(server, workspace);
  registerResources(server, workspace);
  registerPrompts(server);
  return server;
}

/** Whatever but this stream writes to standard output goes to standard error: one stray line would end the session. */
function protectedStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => void write(chunk, (error) => done(error ?? null)),
  });
  process.stdout.write = process.stderr.write.bind(process.stderr);
  globalThis.console = new Console(process.stderr, process.stderr);
  return output;
}
