import { MessageType, type DataCallback, type Message } from "vscode-languageserver/node";
import { serve } from "../../server/lsp/connection/main.ts";
// What the server reads after `initialize`; on a busy machine that alone can take as long as a reply may.
import "../../server/lsp/session/engine.ts";
import { LspClient, PUSH, type Incoming, type Json, type StartOptions } from "./client.ts";

/** A client of the server in this process. A publish that is older than the document, or beside pull, is a fault. */
export class InProcessClient extends LspClient {
  readonly faults: string[] = [];
  readonly #consumed = new Set<unknown>();
  #deliver: DataCallback = () => undefined;
  readonly #pulls: boolean;
  /** The client shows progress, and there are folders to be read. */
  readonly #reads: boolean;
  #said = 0;

  constructor(options: StartOptions) {
    super(options);
    const { textDocument, workspace } = options.capabilities ?? PUSH;
    this.#pulls = textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true;
    this.#reads = (options.roots?.length ?? 0) > 0 && (options.capabilities ?? PUSH).window?.workDoneProgress === true;
    const nothing = { onError: never, onClose: never, onPartialMessage: never, dispose: () => undefined };
    serve({
      reader: {
        ...nothing,
        listen: (callback) => {
          this.#deliver = callback;
          return { dispose: () => undefined };
        },
      },
      writer: {
        ...nothing,
        end: () => undefined,
        write: (message) => {
          this.#arrived(structuredClone(message) as Incoming);
          return Promise.resolve();
        },
      },
    });
  }

  send(message: Json): void {
    this.#deliver(structuredClone(message) as Message);
  }

  override async diagnostics(...args: Parameters<LspClient["diagnostics"]>): ReturnType<LspClient["diagnostics"]> {
    const found = await super.diagnostics(...args);
    for (const params of this.published(args[0])) this.#consumed.add(params);
    return found;
  }

  /** Waits until the server has read its folders and has nothing more to say. */
  override async settled(): Promise<void> {
    const progress = this.notifications.filter(({ method }) => method === "$/progress").map(({ params }) => params);
    // A generated module that waits to be saved may wait for ever.
    const waits = new Set(progress.filter(({ value }) => value.title?.endsWith("waits to be saved")).map(({ token }) => token));
    const kinds = (kind: string): number =>
      this.notifications.filter(
        ({ method, params }) => method === "$/progress" && params.value.kind === kind && !waits.has(params.token),
      ).length;
    if (this.#reads) {
      const read = (): boolean => kinds("begin") > 0 && kinds("begin") === kinds("end");
      await this.until(read, () => "the folders are not read");
    }
    for (let said = -1; said !== this.#said;) {
      said = this.#said;
      await super.settled();
    }
  }

  /** Takes the publishes that nobody has asked for yet, as `file: rules`. */
  leftovers(): Json[] {
    const left = this.notifications.filter(({ method, params }) => !QUIET.has(method) && !this.#consumed.has(params));
    for (const { params } of left) this.#consumed.add(params);
    return left;
  }

  #arrived(message: Incoming): void {
    if (message.method !== undefined) this.#said++;
    if (message.method === "textDocument/publishDiagnostics") {
      const { uri, version } = message.params as { uri: string; version?: number };
      if (this.#pulls) this.faults.push(`pushed ${uri} to a client that pulls`);
      if (version !== this.versions.get(uri))
        this.faults.push(`published ${uri} at ${String(version)}, the document is at ${String(this.versions.get(uri))}`);
    }
    if (message.method === "window/logMessage" && message.params.type < MessageType.Info)
      this.faults.push(`logged ${JSON.stringify(message.params)}`);
    this.receive(message);
  }
}

const QUIET = new Set(["$/progress"]);

function never(): { dispose: () => void } {
  return { dispose: () => undefined };
}
