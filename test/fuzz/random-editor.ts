import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LSPErrorCodes } from "vscode-languageserver/node";
import { PULL, PUSH, ResponseFailure, uriOf, type Json } from "../lsp/client.ts";
import { InProcessClient } from "../lsp/in-process.ts";

const SPEC = `module:
  id: orders
  name: Orders
  purpose: Takes orders.
  repo:
    allowed_new_files: [a.py, sub/b.py, tests/test_a.py]
  interfaces:
    inbound: [{name: order, payload_type: JSON}]
  error_policy: {default: fail_closed}
  acceptance: {required: [takes_an_order]}
`;
export const FILES = ["a.py", "sub/b.py", "tests/test_a.py", "spec.yaml", "l9.config.yaml", ".gitignore", ".venv/c.py"] as const;
const TEXTS: Record<string, readonly string[]> = {
  "l9.config.yaml": ["scope: all\n", "scope: modules\n", "scope: all\nrules: {unused_imports: off}\n", "scope: [\n", ""],
  ".gitignore": ["", "sub/\n", "*.py\n!a.py\n", "tests\n"],
  "spec.yaml": [SPEC, SPEC.replace("  purpose: Takes orders.\n", ""), SPEC.replace("a.py, ", ""), "module: [\n", ""],
};
const CODE = [
  "import os\n",
  "import os\n\n\ndef f(a, b):\n    return os.name\n",
  "from uuid import uuid4\n\nthread_id = uuid4()\n",
  "def test_takes_an_order() -> None:\n    assert True\n",
  "class A:\n    def f(self, x):\n        import sys\n        return {'a': 1",
  "x = '''🦊\r\nimport os\r\n'''\r\nimport re\r\n",
  "",
];
const textsOf = (name: string): readonly string[] => TEXTS[name] ?? CODE;

/** What an editor asks about a place; the answer may be anything but a crash. */
export const QUESTIONS: Record<string, (uri: string) => Json> = {
  "textDocument/hover": (uri) => ({ textDocument: { uri }, position: { line: 0, character: 8 } }),
  "textDocument/completion": (uri) => ({ textDocument: { uri }, position: { line: 3, character: 2 } }),
  "textDocument/definition": (uri) => ({ textDocument: { uri }, position: { line: 5, character: 26 } }),
  "textDocument/documentLink": (uri) => ({ textDocument: { uri } }),
  "textDocument/documentSymbol": (uri) => ({ textDocument: { uri } }),
  "textDocument/codeAction": (uri) => ({
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } },
    context: { diagnostics: [] },
  }),
  "textDocument/codeLens": (uri) => ({ textDocument: { uri } }),
  "textDocument/diagnostic": (uri) => ({ textDocument: { uri } }),
  "workspace/diagnostic": () => ({ previousResultIds: [] }),
  "l9/moduleStatus": (uri) => ({ textDocument: { uri } }),
};

/** Messages that an editor sends too late, twice, or about something that is not there. */
export const STRAY = ["change", "close", "save", "watched", "cancel", "open again"] as const;

/** One thing that the user, the editor or the disk does; texts and files are taken modulo what there is. */
export type Step =
  | { kind: "open" | "close" | "delete" | "save"; file: number }
  | { kind: "rename"; file: number; to: number }
  | { kind: "ask"; file: number; question: string; cancel: boolean }
  | { kind: "stray"; file: number; what: (typeof STRAY)[number] }
  | { kind: "edit"; file: number; at: number; length: number; text: string }
  | { kind: "write"; file: number; text: number }
  | { kind: "wait" }
  | { kind: "settings" };

/** Cancelled by the client or by the server, or about a text that is another by now. */
const MAY_FAIL = new Set<number>([LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled, LSPErrorCodes.ContentModified]);

/** An editor with its folder: what its user does becomes what it sends. */
export class RandomEditor {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "l9-session-")));
  readonly paths = FILES.map((name) => join(this.root, name));
  readonly open = new Map<string, string>();
  readonly #capabilities: Json;
  readonly #pulls: boolean;
  client!: InProcessClient;

  constructor(pulls: boolean) {
    this.#pulls = pulls;
    this.#capabilities = pulls ? PULL : PUSH;
    this.#write(this.paths[4] as string, "scope: all\n");
    this.#write(this.paths[3] as string, SPEC);
    this.#write(this.paths[0] as string, CODE[1] as string);
  }

  async start(): Promise<void> {
    const options = { roots: [this.root], capabilities: this.#capabilities };
    this.client = new InProcessClient(options);
    await this.client.initialize(options);
  }

  async run(step: Step): Promise<void> {
    if (step.kind === "settings") return this.client.notify("workspace/didChangeConfiguration", { settings: {} });
    if (step.kind === "wait") return new Promise((resolve) => setTimeout(resolve, 3));
    const path = this.paths[step.file] as string;
    const texts = textsOf(FILES[step.file] as string);
    switch (step.kind) {
      case "open":
        if (!this.open.has(path)) this.#show(path, texts[step.file % texts.length] as string);
        return;
      case "close":
        if (this.open.delete(path)) this.client.close(path);
        return;
      case "edit":
        return this.#edit(path, step.at, step.length, step.text);
      case "write":
        this.#write(path, texts[step.text % texts.length] as string);
        return this.client.watched(path, 2);
      case "save":
        return this.#save(path);
      case "delete":
        rmSync(path, { force: true });
        return this.client.watched(path, 3);
      case "rename":
        return this.#rename(path, this.paths[step.to] as string);
      case "ask":
        return this.#ask(path, step.question, step.cancel);
      case "stray":
        return this.#stray(path, step.what);
    }
  }

  /** A broken configuration keeps the last good one, which a fresh start can not know: a session ends with a good one. */
  mendConfiguration(): void {
    const path = this.paths[4] as string;
    if (this.open.delete(path)) this.client.close(path);
    this.#write(path, "scope: all\n");
    this.client.watched(path, 2);
  }

  /** What the client shows of each file, once the server has nothing more to say. */
  async view(): Promise<Json> {
    await this.client.settled();
    const report = this.#pulls ? await this.client.request("workspace/diagnostic", { previousResultIds: [] }) : null;
    const shown = (path: string): Json[] =>
      this.#pulls
        ? (report.items.find(({ uri }: Json) => uri === uriOf(path))?.items ?? [])
        : (this.client.published(path).at(-1)?.diagnostics ?? []);
    return Object.fromEntries(this.paths.map((path) => [path, shown(path)]));
  }

  async stop(): Promise<string[]> {
    await this.client.request("shutdown");
    return this.client.faults;
  }

  #show(path: string, text: string): void {
    this.open.set(path, text);
    this.client.open(path, text);
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  #edit(path: string, at: number, length: number, replacement: string): void {
    const text = this.open.get(path);
    if (text === undefined) return;
    // Never between the halves of a character, as no editor does.
    const boundaries = [...Array(text.length + 1).keys()].filter(
      (place) => !/[\udc00-\udfff]/.test(text[place] ?? "") && !(text[place] === "\n" && text[place - 1] === "\r"),
    );
    const from = boundaries[at % boundaries.length] as number;
    const to = boundaries.find((place) => place >= from + length) ?? text.length;
    const position = (offset: number): Json => {
      const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
      return { line: lines.length - 1, character: lines.at(-1)?.length };
    };
    this.open.set(path, text.slice(0, from) + replacement + text.slice(to));
    this.client.change(path, replacement, { start: position(from), end: position(to) });
  }

  #save(path: string): void {
    const text = this.open.get(path);
    if (text === undefined) return;
    this.#write(path, text);
    this.client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path) } });
    this.client.watched(path, 2);
  }

  /** As editors do: an open document is closed under its old name and opened under the new one, and watchers tell of both. */
  #rename(path: string, to: string): void {
    if (path === to || this.open.has(to) || !existsSync(path)) return;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(path, to);
    const text = this.open.get(path);
    if (text !== undefined) {
      this.open.delete(path);
      this.client.close(path);
      this.#show(to, text);
    }
    this.client.notify("workspace/didRenameFiles", { files: [{ oldUri: uriOf(path), newUri: uriOf(to) }] });
    this.client.watched(path, 3);
    this.client.watched(to, 1);
  }

  #ask(path: string, question: string, cancel: boolean): void {
    if (question.endsWith("/diagnostic") && !this.#pulls) return;
    const { id, reply } = this.client.startRequest(question, QUESTIONS[question]?.(uriOf(path)));
    // Cancelled, or about a document that is closed by now.
    reply.catch((error: unknown) => {
      if (!(error instanceof ResponseFailure) || !MAY_FAIL.has(error.code))
        this.client.faults.push(`${question}: ${String(error)}`);
    });
    if (cancel) this.client.notify("$/cancelRequest", { id });
  }

  #stray(path: string, what: (typeof STRAY)[number]): void {
    const uri = uriOf(path);
    const text = this.open.get(path);
    if (what === "cancel") return this.client.notify("$/cancelRequest", { id: 4711 });
    if (what === "open again") {
      if (text !== undefined) this.client.open(path, text, (this.client.versions.get(uri) ?? 0) + 1);
      return;
    }
    if (what === "watched") return this.client.watched(path, existsSync(path) ? 1 : 3);
    if (text !== undefined) return;
    if (what === "change")
      this.client.notify("textDocument/didChange", {
        textDocument: { uri, version: 9 },
        contentChanges: [{ text: "import os\n" }],
      });
    else this.client.notify(what === "close" ? "textDocument/didClose" : "textDocument/didSave", { textDocument: { uri } });
  }
}
