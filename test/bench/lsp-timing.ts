import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { memoryOf } from "./process.ts";

interface Message {
  id?: number;
  method?: string;
  params?: { uri?: string; version?: number; value?: { kind?: string } };
}

/** A session of one document with a language server, of which every answer is timed. Milliseconds throughout. */
export class TimedServer {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #uri: string;
  readonly #arrived = new Set<(message: Message) => void>();
  #buffer = Buffer.alloc(0);
  #lastMessage = 0;
  #working = 0;
  #version = 1;
  /** Where the next character is typed. */
  #at = { line: 0, character: 0 };
  #lines: string[] = [];
  #incremental = false;

  private constructor(command: readonly string[], root: string, file: string) {
    this.#child = spawn(command[0] as string, command.slice(1), { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
    this.#exited = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#uri = pathToFileURL(file).href;
  }

  /** Starts a server on a folder; `start` is the time from the spawn until it has answered `initialize`. */
  static async start(command: readonly string[], root: string, file: string): Promise<{ server: TimedServer; start: number }> {
    const from = performance.now();
    const server = new TimedServer(command, root, file);
    const rootUri = pathToFileURL(root).href;
    const capabilities = {
      window: { workDoneProgress: true },
      textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} },
    };
    const answered = server.#next(({ id, method }) => id === 1 && method === undefined);
    server.#send({
      id: 1,
      method: "initialize",
      params: { processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: "bench" }], capabilities },
    });
    const answer = (await answered) as { result?: { capabilities?: { textDocumentSync?: number | { change?: number } } } };
    const start = performance.now() - from;
    const sync = answer.result?.capabilities?.textDocumentSync;
    server.#incremental = (typeof sync === "object" ? sync.change : sync) === 2;
    server.#send({ method: "initialized", params: {} });
    return { server, start };
  }

  /**
   * Opens the document and waits until the server is done with it and with its workspace.
   * @param place the characters in front of which the typing starts; the first place behind the middle of the file
   */
  async open(file: string, place: RegExp): Promise<void> {
    const text = readFileSync(file, "utf8");
    this.#lines = text.split("\n");
    const middle = this.#lines.length >> 1;
    const line = this.#lines.findIndex((candidate, at) => at >= middle && place.test(candidate));
    if (line < 0) throw new Error(`no line of ${file} is like ${String(place)}`);
    const [found] = place.exec(this.#lines[line] as string) as RegExpExecArray;
    this.#at = { line, character: (this.#lines[line] as string).indexOf(found) + found.length };
    const published = this.#published(1);
    this.#send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri: this.#uri, languageId: "python", version: 1, text } },
    });
    await published;
    await this.settle();
  }

  /** Waits until all announced work is done and nothing has come for a while. */
  async settle(): Promise<void> {
    do await sleep(100);
    while (this.#working > 0 || performance.now() - this.#lastMessage < 400);
  }

  /** Types one character and waits for the diagnostics of that version. */
  async keystroke(): Promise<number> {
    const from = performance.now();
    const published = this.#published(this.#version + 1);
    this.#type();
    await published;
    const took = performance.now() - from;
    await sleep(15);
    return took;
  }

  /** Types many characters without waiting; tells how long after the last one its diagnostics came, and how many were published. */
  async burst(edits: number): Promise<{ delay: number; publishes: number }> {
    let publishes = 0;
    const count = (message: Message): void => {
      if (message.method === "textDocument/publishDiagnostics" && message.params?.uri === this.#uri) publishes++;
    };
    this.#arrived.add(count);
    const published = this.#published(this.#version + edits);
    for (let edit = 0; edit < edits; edit++) this.#type();
    const from = performance.now();
    await published;
    const delay = performance.now() - from;
    await this.settle();
    this.#arrived.delete(count);
    return { delay, publishes };
  }

  /** Megabytes that the server holds now. */
  get memory(): number {
    return memoryOf(this.#child.pid ?? 0);
  }

  async stop(): Promise<void> {
    const answered = this.#next(({ id, method }) => id === 2 && method === undefined);
    this.#send({ id: 2, method: "shutdown" });
    await Promise.race([answered, this.#exited]);
    // A server that has gone already takes no more messages.
    if (this.#child.exitCode === null) this.#send({ method: "exit" });
    // Under load ast-grep does not always see that message, and waits for the next.
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 2000);
    await this.#exited;
    clearTimeout(late);
  }

  #type(): void {
    const { line, character } = this.#at;
    const text = this.#lines[line] as string;
    this.#lines[line] = `${text.slice(0, character)}p${text.slice(character)}`;
    const change = this.#incremental
      ? { range: { start: { line, character }, end: { line, character } }, text: "p" }
      : { text: this.#lines.join("\n") };
    this.#at = { line, character: character + 1 };
    this.#send({
      method: "textDocument/didChange",
      params: { textDocument: { uri: this.#uri, version: ++this.#version }, contentChanges: [change] },
    });
  }

  #published(version: number): Promise<Message> {
    return this.#next(
      ({ method, params }) =>
        method === "textDocument/publishDiagnostics" && params?.uri === this.#uri && (params.version ?? version) >= version,
    );
  }

  #next(wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const look = (message: Message): void => {
        if (!wanted(message)) return;
        this.#arrived.delete(look);
        resolve(message);
      };
      this.#arrived.add(look);
    });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin?.write(`Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`);
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const header = this.#buffer.indexOf("\r\n\r\n");
      if (header < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString("latin1", 0, header))?.[1]);
      if (this.#buffer.length < header + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString("utf8", header + 4, header + 4 + length)) as Message;
      this.#buffer = this.#buffer.subarray(header + 4 + length);
      this.#lastMessage = performance.now();
      if (message.method === "$/progress") this.#working += { begin: 1, end: -1 }[message.params?.value?.kind ?? ""] ?? 0;
      // Whatever the server asks for, this client has nothing to add.
      if (message.method !== undefined && message.id !== undefined) this.#send({ id: message.id, result: null });
      for (const look of [...this.#arrived]) look(message);
    }
  }
}
