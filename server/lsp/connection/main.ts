import { createConnection } from "vscode-languageserver/node";
import { openLine, type Channel, type Line } from "./channel.ts";
import { readClient } from "../session/client.ts";
import { Gate } from "./gate.ts";
import { listen } from "../handlers.ts";
import { initializeResult, workspaceRoots } from "../messages/initialize.ts";
import { Session } from "../session/session.ts";
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
  const isClosed = serve(line);
  // Nothing that is under way has a reader any more.
  line.onEnd(() => process.exit(isClosed() ? 0 : 1));
}

/** Serves one client. Returns whether it has asked for the shutdown. */
export function serve(line: Pick<Line, "reader" | "writer">): () => boolean {
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
    const client = readClient(params);
    const trusted = (params.initializationOptions as { trusted?: unknown } | null | undefined)?.trusted === true;
    const created = new Session(connection, client, trusted, () => gate.received + handled);
    session = created;
    listen(connection, created);
    const folders = workspaceRoots(params);
    for (const folder of folders) created.workspaces.roots.add(folder);
    // The answer goes out first: what the first check needs takes longer to load than all of this.
    setImmediate(() => created.start(folders));
    return initializeResult(client);
  });
  connection.onShutdown(() => session?.dispose());
  connection.listen();
  return () => gate.closed;
}
