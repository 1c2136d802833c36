import { InvalidArgumentError, Option, type Command } from "commander";
import type { Channel } from "../lsp/connection/channel.ts";
import { UsageError } from "./usage-error.ts";

interface LspFlags {
  stdio?: boolean;
  nodeIpc?: boolean;
  socket?: number;
  pipe?: string;
  trace?: string;
}

/** `l9 lsp`: the language server over the channel that the editor asks for. */
export function lspCommand(l9: Command): void {
  l9.command("lsp")
    .description("run the language server")
    .option("--stdio", "talk over standard input and output (the default)")
    .addOption(new Option("--node-ipc", "talk over the channel of a Node parent process").conflicts(["stdio", "socket", "pipe"]))
    .addOption(new Option("--socket <port>", "connect to a port of this machine").argParser(port).conflicts(["stdio", "pipe"]))
    .addOption(new Option("--pipe <name>", "connect to a named pipe").conflicts("stdio"))
    .option("--trace <file>", "write every message to a file, one JSON line each")
    // Clients that start servers by the protocol's conventions pass it; the process is also told in `initialize`.
    .addOption(new Option("--clientProcessId <pid>").hideHelp())
    .action(async (flags: LspFlags) => {
      const { runLanguageServer } = await import("../lsp/connection/main.ts");
      try {
        await runLanguageServer({ channel: channel(flags), ...(flags.trace === undefined ? {} : { trace: flags.trace }) });
      } catch (error) {
        throw startFailure(error);
      }
    });
}

/** What the machine refused is told in words; anything else is a fault of ours. */
function startFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new UsageError(
    error.syscall === "connect"
      ? `the client can not be reached: ${error.message}`
      : `the trace can not be written: ${error.message}`,
  );
}

function channel({ nodeIpc, socket, pipe }: LspFlags): Channel {
  if (nodeIpc) return { kind: "node-ipc" };
  if (socket !== undefined) return { kind: "socket", port: socket };
  return pipe === undefined ? { kind: "stdio" } : { kind: "pipe", path: pipe };
}

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65535) throw new InvalidArgumentError("It must be a port, 1 to 65535.");
  return number;
}
