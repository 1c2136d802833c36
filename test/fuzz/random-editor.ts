import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parseTypeScript, TypeScriptTree } from "../../server/syntax/typescript.ts";
import { PULL, PUSH, ResponseFailure, uriOf, type Json } from "../lsp/client.ts";
import { InProcessClient } from "../lsp/in-process.ts";
import { MAY_FAIL, QUESTIONS } from "./questions.ts";
import { CONFIGURATIONS, FILES, FIRST, GOOD_CONFIGURATIONS, GOOD_TYPESCRIPT, textsOf } from "./session-files.ts";

/** Messages that an editor sends too late, twice, or about something that is not there. */
export const STRAY = ["change", "close", "save", "watched", "cancel", "open again"] as const;

/** One thing that the user, the editor or the disk does; texts and files are taken modulo what there is. What happens on disk may be told later. */
export type Step =
  | { kind: "open" | "close" | "save"; file: number }
  | { kind: "delete"; file: number; late: boolean }
  | { kind: "rename"; file: number; to: number }
  | { kind: "link"; file: number; to: number; late: boolean }
  | { kind: "ask"; file: number; question: string; cancel: boolean }
  | { kind: "stray"; file: number; what: (typeof STRAY)[number] }
  | { kind: "edit"; file: number; at: number; length: number; text: string }
  | { kind: "write"; file: number; text: number; late: boolean }
  | { kind: "tell"; order: number; together: boolean }
  | { kind: "folder"; which: number }
  | { kind: "wait" }
  | { kind: "settings" };

/** An editor with its folder: what its user does becomes what it sends. */
export class RandomEditor {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "l9-session-")));
  readonly paths = FILES.map((name) => join(this.root, name));
  readonly open = new Map<string, string>();
  /** Folders that the editor has open; `sub` lies in the other one. */
  readonly #folders = new Set<string>([this.root]);
  /** Changes on disk that no watcher has told of yet. */
  readonly #untold: { path: string; type: 1 | 2 | 3 }[] = [];
  readonly #capabilities: Json;
  readonly #pulls: boolean;
  client!: InProcessClient;

  constructor(pulls: boolean) {
    this.#pulls = pulls;
    this.#capabilities = pulls ? PULL : PUSH;
    for (const [name, text] of Object.entries(FIRST)) this.#write(join(this.root, name), text);
    mkdirSync(join(this.root, "sub"));
    symlinkSync("sub", join(this.root, "linked"));
  }

  async start(): Promise<void> {
    const options = { roots: [...this.#folders], capabilities: this.#capabilities };
    this.client = new InProcessClient(options);
    await this.client.initialize(options);
  }

  async run(step: Step): Promise<void> {
    const at = "file" in step ? step.file : 0;
    const path = this.paths[at] as string;
    const texts = textsOf(FILES[at] as string);
    switch (step.kind) {
      case "settings":
        return this.client.notify("workspace/didChangeConfiguration", { settings: {} });
      case "wait":
        return new Promise((resolve) => setTimeout(resolve, 3));
      case "tell":
        return this.#tell(step.order, step.together);
      case "folder":
        return this.#toggle([this.root, join(this.root, "sub")][step.which % 2] as string);
      case "open":
        if (!this.open.has(path)) this.#show(path, texts[step.file % texts.length] as string);
        return;
      case "close":
        if (this.open.delete(path)) this.client.close(path);
        return;
      case "edit":
        return this.#edit([...this.open.keys()][at % this.open.size] ?? path, step.at, step.length, step.text);
      case "write":
        this.#write(path, texts[step.text % texts.length] as string);
        return this.#happened(path, 2, step.late);
      case "save":
        return this.#save(path);
      case "delete":
        rmSync(path, { force: true });
        return this.#happened(path, 3, step.late);
      case "link":
        return this.#link(path, this.paths[step.to] as string, step.late);
      case "rename":
        return this.#rename(path, this.paths[step.to] as string);
      case "ask":
        return this.#ask(path, step.question, step.cancel);
      case "stray":
        return this.#stray(path, step.what);
    }
  }

  /** The watchers have told everything, every configuration can be taken over, and TypeScript parses: what does not keeps the last findings. */
  end(): void {
    this.#tell(0, false);
    for (const [path, text] of this.open) {
      if (!path.endsWith(".ts") || parseTypeScript(path, text) instanceof TypeScriptTree) continue;
      this.open.set(path, GOOD_TYPESCRIPT);
      this.client.change(path, GOOD_TYPESCRIPT);
    }
    for (const name of CONFIGURATIONS) {
      const path = join(this.root, name);
      if (this.open.delete(path)) this.client.close(path);
      if (!existsSync(path) || GOOD_CONFIGURATIONS.includes(readFileSync(path, "utf8"))) continue;
      this.#write(path, "scope: all\n");
      this.client.watched(path, 2);
    }
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
    // Not through a link to another file.
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
    writeFileSync(path, text);
  }

  #link(path: string, to: string, late: boolean): void {
    if (path === to) return;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(to, path);
    this.#happened(path, 1, late);
  }

  /** Of a file in a linked folder watchers tell where it lies too. */
  #happened(path: string, type: 1 | 2 | 3, late: boolean): void {
    const folder = dirname(path);
    const lies = existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
    for (const told of new Set([path, lies])) {
      if (late) this.#untold.push({ path: told, type });
      else this.client.watched(told, type);
    }
  }

  /** @param order where in the list the watcher begins, and whether it goes backwards */
  #tell(order: number, together: boolean): void {
    const events = this.#untold.splice(0);
    const from = events.length === 0 ? 0 : order % events.length;
    const ordered = [...events.slice(from), ...events.slice(0, from)];
    if (order % 2 === 1) ordered.reverse();
    const changes = ordered.map(({ path, type }) => ({ uri: uriOf(path), type }));
    if (together) return this.client.notify("workspace/didChangeWatchedFiles", { changes });
    for (const change of changes) this.client.notify("workspace/didChangeWatchedFiles", { changes: [change] });
  }

  /** A folder is added to the editor's or taken out; the last one stays. */
  #toggle(folder: string): void {
    const is = this.#folders.has(folder);
    if (is && this.#folders.size === 1) return;
    if (is) this.#folders.delete(folder);
    else this.#folders.add(folder);
    const named = [{ uri: uriOf(folder), name: folder }];
    const event = { added: is ? [] : named, removed: is ? named : [] };
    this.client.notify("workspace/didChangeWorkspaceFolders", { event });
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
    this.#happened(path, 2, false);
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
    this.#happened(path, 3, false);
    this.#happened(to, 1, false);
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
