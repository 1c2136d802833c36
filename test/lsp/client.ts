import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { requireProgram } from "./program.ts";

/** What came over the wire: tests say what they expect of it, and the run tells. */
export type Json = ReturnType<typeof JSON.parse>;

/** A message of the server as it came. */
interface Incoming {
  id?: number | string | null;
  method?: string;
  params?: Json;
  result?: Json;
  error?: { code: number; message: string; data?: Json };
}

export class ResponseFailure extends Error {
  readonly code: number;
  readonly data: Json;

  constructor(code: number, message: string, data: Json) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** What modern editors announce for push; tests take things away to be an older one. */
export const PUSH: Json = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** The same with pull diagnostics. */
export const PULL: Json = {
  ...PUSH,
  workspace: { ...PUSH.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...PUSH.textDocument, diagnostic: { relatedDocumentSupport: true } },
};

export interface StartOptions {
  roots?: readonly string[];
  capabilities?: Json;
  initializationOptions?: Json;
  /** Arguments behind `lsp --stdio`. */
  args?: readonly string[];
  env?: Record<string, string>;
  /** Answers to the server's requests; the others get an empty success. */
  answers?: Record<string, (params: Json) => unknown>;
  /** Parameters of `initialize` that replace those made of the options. */
  params?: Json;
}

const WAIT = 15_000;

/** A language client over the real program's standard input and output: it checks every frame and keeps every message. */
export class LspClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly notifications: { method: string; params: Json }[] = [];
  readonly requests: { method: string; params: Json }[] = [];
  /** Responses without an id: how the server tells of what it could not read. */
  readonly orphans: Incoming[] = [];
  /** Bytes on standard output that belong to no frame. */
  garbage = "";
  stderr = "";
  readonly exited: Promise<number | null>;
  initialized!: InitializeResult;
  #buffer = Buffer.alloc(0);
  #nextId = 1;
  readonly #pending = new Map<number, { resolve: (value: Json) => void; reject: (error: Error) => void }>();
  readonly #answers: Record<string, (params: Json) => unknown>;
  readonly #watchers = new Set<() => void>();

  constructor({ args = [], env = {}, answers = {} }: StartOptions = {}) {
    this.#answers = answers;
    this.process = spawn(process.execPath, [requireProgram(), "lsp", "--stdio", ...args], { env: { ...process.env, ...env } });
    this.process.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    this.process.stderr.on("data", (chunk: Buffer) => void (this.stderr += chunk.toString()));
    this.process.stdin.on("error", () => undefined);
    this.exited = once(this.process, "exit").then(([code]) => {
      for (const { reject } of this.#pending.values())
        reject(new Error(`the server exited with ${String(code)}\n${this.stderr}`));
      return code as number | null;
    });
  }

  /** Starts the program and shakes hands. */
  static async start(options: StartOptions = {}): Promise<LspClient> {
    const client = new LspClient(options);
    const roots = options.roots ?? [];
    client.initialized = await client.request("initialize", {
      processId: process.pid,
      clientInfo: { name: "test" },
      rootUri: roots[0] ? uriOf(roots[0]) : null,
      workspaceFolders: roots.length > 0 ? roots.map((root) => ({ uri: uriOf(root), name: root })) : null,
      capabilities: options.capabilities ?? PUSH,
      initializationOptions: options.initializationOptions,
      ...options.params,
    });
    client.notify("initialized", {});
    return client;
  }

  async request<T = Json>(method: string, params?: unknown): Promise<T> {
    return this.startRequest<T>(method, params).reply;
  }

  /** A request whose id is needed, to cancel it. */
  startRequest<T = Json>(method: string, params?: unknown): { id: number; reply: Promise<T> } {
    const id = this.#nextId++;
    const reply = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no reply to ${method}\n${this.stderr}`)), WAIT);
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => (clearTimeout(timer), then(value));
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return { id, reply };
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, ...(params === undefined ? {} : { params }) });
  }

  send(message: Json): void {
    this.raw(frame(JSON.stringify({ jsonrpc: "2.0", ...message })));
  }

  raw(bytes: string): void {
    this.process.stdin.write(bytes);
  }

  open(path: string, text: string, version = 1, languageId = path.endsWith(".py") ? "python" : "yaml"): void {
    this.notify("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId, version, text } });
  }

  /** Replaces the whole text. */
  replace(path: string, text: string, version: number): void {
    this.notify("textDocument/didChange", { textDocument: { uri: uriOf(path), version }, contentChanges: [{ text }] });
  }

  close(path: string): void {
    this.notify("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
  }

  published(path: string): PublishDiagnosticsParams[] {
    return this.notifications
      .filter(({ method, params }) => method === "textDocument/publishDiagnostics" && params.uri === uriOf(path))
      .map(({ params }) => params as PublishDiagnosticsParams);
  }

  /** Waits for a publish of a file that fits; those that came before the call count unless `after` leaves them out. */
  async diagnostics(
    path: string,
    fits: (params: PublishDiagnosticsParams) => boolean = () => true,
    after = 0,
  ): Promise<Diagnostic[]> {
    const find = (): PublishDiagnosticsParams | undefined => this.published(path).slice(after).findLast(fits);
    await this.until(
      () => find() !== undefined,
      () => `no fitting publish for ${path}; there were ${JSON.stringify(this.published(path))}`,
    );
    return (find() as PublishDiagnosticsParams).diagnostics;
  }

  /** Waits until something holds; it is asked after each message. */
  async until(holds: () => boolean, otherwise: () => string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
      };
      const watch = (): void => {
        if (!holds()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => (done(), reject(new Error(`${otherwise()}\n${this.stderr}`))), WAIT);
      this.#watchers.add(watch);
    });
  }

  /** Shuts the server down as the protocol asks; its exit code. */
  async stop(): Promise<number | null> {
    await this.request("shutdown");
    this.notify("exit");
    return this.exited;
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const headerEnd = this.#buffer.indexOf("\r\n\r\n");
      if (headerEnd < 0) return;
      const header = this.#buffer.toString("latin1", 0, headerEnd);
      const length = /^Content-Length: (\d+)$/.exec(header);
      if (!length) {
        this.garbage += header;
        this.#buffer = this.#buffer.subarray(headerEnd + 4);
        continue;
      }
      const end = headerEnd + 4 + Number(length[1]);
      if (this.#buffer.length < end) return;
      const body = this.#buffer.toString("utf8", headerEnd + 4, end);
      this.#buffer = this.#buffer.subarray(end);
      this.#receive(JSON.parse(body) as Incoming);
      for (const watch of [...this.#watchers]) watch();
    }
  }

  #receive(message: Incoming): void {
    const { id, method, params } = message;
    if (method === undefined) {
      const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
      if (!pending) return void this.orphans.push(message);
      this.#pending.delete(id as number);
      if (message.error) pending.reject(new ResponseFailure(message.error.code, message.error.message, message.error.data));
      else pending.resolve(message.result);
    } else if (id === undefined) this.notifications.push({ method, params });
    else {
      this.requests.push({ method, params });
      const answer = this.#answers[method] ?? defaultAnswers[method] ?? (() => null);
      this.send({ id, result: answer(params) });
    }
  }
}

const defaultAnswers: Record<string, (params: Json) => unknown> = {
  "workspace/configuration": ({ items }: { items: unknown[] }) => items.map(() => null),
  "workspace/applyEdit": () => ({ applied: true }),
};

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

export function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** `rule@line` of each diagnostic, lines from 1: what most tests compare. */
export function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, range }) => `${String(code)}@${range.start.line + 1}`);
}
