import { pathToFileURL } from "node:url";
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams } from "vscode-languageserver/node";

/** What came over the wire: tests say what they expect of it, and the run tells. */
export type Json = ReturnType<typeof JSON.parse>;

/** A message as it came. */
export interface Incoming {
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

export interface StartOptions {
  roots?: readonly string[];
  /** Default: an editor of today that gets its diagnostics pushed. */
  capabilities?: Json;
  initializationOptions?: Json;
  /** Answers to the server's requests; the others get an empty success. A promise answers later, one that rejects with an error. */
  answers?: Record<string, (params: Json) => unknown>;
  /** Milliseconds after which a reply is missed. */
  wait?: number;
  /** Parameters of `initialize` that replace those made of the options. */
  params?: Json;
}

const WAIT = 25_000;

/** A language client that keeps every message it gets; how messages travel is its subclass's matter. */
export abstract class LspClient {
  readonly notifications: { method: string; params: Json }[] = [];
  readonly requests: { method: string; params: Json }[] = [];
  /** Responses without an id of ours: how the server tells of what it could not read. */
  readonly orphans: Incoming[] = [];
  initialized!: InitializeResult;
  /** The versions of the open documents, by URI. */
  readonly versions = new Map<string, number>();
  #nextId = 1;
  readonly #pending = new Map<number, { resolve: (value: Json) => void; reject: (error: Error) => void }>();
  readonly #answers: Record<string, (params: Json) => unknown>;
  readonly #watchers = new Set<() => void>();

  readonly #wait: number;

  constructor({ answers = {}, wait = WAIT }: StartOptions) {
    this.#wait = wait;
    this.#answers = answers;
  }

  abstract send(message: Json): void;

  /** What to show with a failure. */
  protected get notes(): string {
    return "";
  }

  async initialize({ roots = [], capabilities = PUSH, initializationOptions, params = {} }: StartOptions): Promise<void> {
    this.initialized = await this.request("initialize", {
      processId: process.pid,
      clientInfo: { name: "test" },
      rootUri: roots[0] ? uriOf(roots[0]) : null,
      workspaceFolders: roots.length > 0 ? roots.map((root) => ({ uri: uriOf(root), name: root })) : null,
      capabilities,
      initializationOptions,
      ...params,
    });
    this.notify("initialized", {});
  }

  async request<T = Json>(method: string, params?: unknown): Promise<T> {
    return this.startRequest<T>(method, params).reply;
  }

  /** A request whose id is needed, to cancel it. */
  startRequest<T = Json>(method: string, params?: unknown): { id: number; reply: Promise<T> } {
    const id = this.#nextId++;
    const reply = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no reply to ${method}\n${this.notes}`)), this.#wait);
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => (clearTimeout(timer), then(value));
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
    this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
    return { id, reply };
  }

  notify(method: string, params?: unknown): void {
    this.send({ jsonrpc: "2.0", method, ...(params === undefined ? {} : { params }) });
  }

  open(path: string, text: string, version = 1, languageId = path.endsWith(".py") ? "python" : "yaml"): void {
    this.versions.set(uriOf(path), version);
    this.notify("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId, version, text } });
  }

  /** Changes a document's text; without a range all of it. */
  change(path: string, text: string, range?: Json): void {
    const uri = uriOf(path);
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text, ...(range ? { range } : {}) }],
    });
  }

  close(path: string): void {
    this.versions.delete(uriOf(path));
    this.notify("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
  }

  /** Tells that a file changed on disk; 1 created, 2 changed, 3 deleted. */
  watched(path: string, type: 1 | 2 | 3): void {
    this.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(path), type }] });
  }

  async actions(path: string, line: number, context: Json = {}): Promise<Json[]> {
    const range = { start: { line, character: 0 }, end: { line, character: 1000 } };
    return this.request("textDocument/codeAction", {
      textDocument: { uri: uriOf(path) },
      range,
      context: { diagnostics: [], ...context },
    });
  }

  published(path: string): PublishDiagnosticsParams[] {
    return this.notifications
      .filter(({ method, params }) => method === "textDocument/publishDiagnostics" && params.uri === uriOf(path))
      .map(({ params }) => params as PublishDiagnosticsParams);
  }

  /** Waits for the publish of a file's present version, and for what fits where versions do not tell. */
  async diagnostics(path: string, fits: (found: readonly string[]) => boolean = () => true): Promise<Diagnostic[]> {
    const find = (): PublishDiagnosticsParams | undefined => {
      const last = this.published(path).at(-1);
      return last && last.version === this.versions.get(uriOf(path)) && fits(shown(last.diagnostics)) ? last : undefined;
    };
    await this.until(
      () => find() !== undefined,
      () => `no fitting publish for ${path}; there were ${JSON.stringify(this.published(path), null, 1)}`,
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
      const timer = setTimeout(() => (done(), reject(new Error(`${otherwise()}\n${this.notes}`))), WAIT);
      this.#watchers.add(watch);
    });
  }

  /** Waits until the server has handled what was sent before. */
  async settled(): Promise<void> {
    await this.request("textDocument/hover", { textDocument: { uri: "untitled:none" }, position: { line: 0, character: 0 } });
    await new Promise((resolve) => setTimeout(resolve, 120));
    // After a busy stretch the timer comes first: let what it held up have its turns.
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  }

  protected receive(message: Incoming): void {
    const { id, method, params } = message;
    if (method === undefined) {
      const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
      if (pending) {
        this.#pending.delete(id as number);
        if (message.error) pending.reject(new ResponseFailure(message.error.code, message.error.message, message.error.data));
        else pending.resolve(message.result);
      } else this.orphans.push(message);
    } else if (id === undefined) this.notifications.push({ method, params });
    else {
      this.requests.push({ method, params });
      const answer = this.#answers[method] ?? defaultAnswers[method] ?? (() => null);
      void this.#reply(id, answer(params));
    }
    for (const watch of [...this.#watchers]) watch();
  }

  async #reply(id: Incoming["id"], answer: unknown): Promise<void> {
    try {
      this.send({ jsonrpc: "2.0", id, result: answer instanceof Promise ? await answer : answer });
    } catch (error) {
      this.send({ jsonrpc: "2.0", id, error: { code: -32601, message: error instanceof Error ? error.message : String(error) } });
    }
  }

  protected abandon(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
    this.#pending.clear();
  }
}

const defaultAnswers: Record<string, (params: Json) => unknown> = {
  "workspace/configuration": ({ items }: { items: unknown[] }) => items.map(() => null),
  "workspace/applyEdit": () => ({ applied: true }),
};

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

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** `rule@line` of each diagnostic, lines from 1: what most tests compare. */
export function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, range }) => `${String(code)}@${range.start.line + 1}`);
}

/** Applies an action's edit of one document to its text. */
export function applied(action: Json, path: string, text: string): string {
  const edits = (action.edit.changes?.[uriOf(path)] ??
    action.edit.documentChanges?.find((change: Json) => change.textDocument.uri === uriOf(path))?.edits) as {
    range: { start: Position; end: Position };
    newText: string;
  }[];
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  const offset = ({ line, character }: Position): number => Math.min((starts[line] ?? text.length) + character, text.length);
  let result = text;
  for (const { range, newText } of [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start)))
    result = result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end));
  return result;
}

interface Position {
  line: number;
  character: number;
}
