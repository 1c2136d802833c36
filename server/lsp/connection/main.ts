import { createConnection } from "vscode-languageserver/node";
import { openLine, type Channel, type Line } from "./channel.ts";
import { readClient } from "../session/client.ts";
import { Gate } from "./gate.ts";
import { listen } from "../handlers.ts";
import { initializeResult, workspaceRoots } from "../messages/initialize.ts";
import { Session } from "../session/session.ts";
import { startOptions } from "../session/settings.ts";
import { traced } from "./trace.ts";

/** How `l9 lsp` was started. */
export interface LanguageServerOptions {
  channel: Channel;
  /** File that gets every message, one JSON line each. */
  trace?: string;
}

/** Runs the language server until the client ends it; then the process exits. */
export async function runLanguageServer({ channel, trace }: LanguageServerOptions): Promise<void> {
  const opened = await openLine(channel);
  const line = trace === undefined ? opened : traced(opened, trace);
  const served = serve(line);
  // Every handler has its guard. What a timer or a promise that nobody awaits throws ends no session either: it is told like the rest.
  for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error: unknown) => served.failed("work of its own", error));
  // Nothing that is under way has a reader any more.
  line.onEnd(() => process.exit(served.isClosed() ? 0 : 1));
}

/** One client that is served. */
export interface Served {
  /** True once the client has asked for the shutdown. */
  isClosed(): boolean;
  /** Tells the client's log of a fault of ours. */
  failed(doing: string, error: unknown): void;
}

export function serve(line: Pick<Line, "reader" | "writer">): Served {
  const gate = new Gate(line.writer);
  let handled = 0;
  const connection = createConnection(gate.guard(line.reader), line.writer, {
    messageStrategy: {
      handleMessage(message, next) {
        handled++;
        return next(message);
      },
    },
  });

  let session: Session | null = null;
  connection.onInitialize((params) => {
    try {
      const client = readClient(params);
      const folders = workspaceRoots(params);
      const options = startOptions(params.initializationOptions, client);
      const created = new Session(connection, client, options, () => gate.received + handled);
      session = created;
      listen(connection, created);
      for (const folder of folders) created.workspaces.roots.add(folder);
      // The answer goes out first: what the first check needs takes longer to load than all of this.
      setImmediate(() => created.start(folders));
      return initializeResult(client);
    } catch (error) {
      gate.reopen();
      throw error;
    }
  });
  connection.onShutdown(() => session?.dispose());
  connection.listen();
  return {
    isClosed: () => gate.closed,
    failed: (doing, error) =>
      session ? session.failed(doing, error) : connection.console.error(`l9 failed at ${doing}: ${String(error)}`),
  };
}
