import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Random } from "../fixtures/random.ts";
import { filesOf } from "../fuzz/long/module-of.ts";
import { excerpt, LANGUAGES, type Language } from "../fuzz/long/real-texts.ts";
import { typing } from "../fuzz/long/typing.ts";
import { MAY_FAIL, QUESTIONS } from "../fuzz/questions.ts";
import { ResponseFailure, uriOf, type Json } from "../lsp/client.ts";
import type { ProgramClient } from "../lsp/program-client.ts";

/** What is told of each answer. */
export interface Heard {
  /** Milliseconds from an edit until the server has said what it finds in the text as it is now. */
  keystroke(milliseconds: number): void;
  /** Milliseconds until anything else is answered. */
  question(milliseconds: number): void;
}

/** Edits of one session. */
const EDITS = 100;
/** Modules that lie in the workspace at a time. */
const MODULES = 8;

/** A user who opens one module after the other, edits real texts, saves, asks, closes, and takes old modules away. */
export class SoakEditor {
  readonly #root: string;
  readonly #client: ProgramClient;
  readonly #texts: Record<Language, readonly string[]>;
  readonly #heard: Heard;
  /** Files of the modules, by their place. */
  readonly #modules = new Map<number, string[]>();
  /** Texts of open documents. */
  readonly #open = new Map<string, string>();

  /** @param client pulls its diagnostics, with `root` as its folder */
  constructor(root: string, client: ProgramClient, texts: Record<Language, readonly string[]>, heard: Heard) {
    this.#root = root;
    this.#client = client;
    this.#texts = texts;
    this.#heard = heard;
  }

  /** One session in one module. @param goesOn asked before each edit @returns how many edits were made */
  async session(seed: number, goesOn: () => boolean): Promise<number> {
    const random = new Random(seed);
    const language = random.pick(LANGUAGES);
    const texts = this.#texts[language];
    const at = random.int(0, MODULES - 1);
    this.#remove(at);
    const paths = this.#write(at, filesOf(language, excerpt(random.pick(texts), random), random));
    const others = Array.from({ length: 4 }, () => random.pick(texts));
    const writers = new Map<string, ReturnType<typeof typing>>();
    let edits = 0;
    let isBroken = false;
    for (; edits < EDITS && goesOn(); edits++) {
      const [path, first] = (random.chance(0.9) ? paths[0] : random.pick(paths)) as [string, string];
      if (!this.#open.has(path)) this.#show(path, first);
      let writer = writers.get(path);
      if (!writer) writers.set(path, (writer = typing(first, others, random)));
      isBroken = await this.#edit(path, writer.next(isBroken).value, random.chance(0.2));
      if (random.chance(0.15)) await this.#ask(path, random.pick(Object.keys(QUESTIONS)), random.chance(0.1));
      if (random.chance(0.03)) this.#save(path);
      if (random.chance(0.02)) this.#close(path);
    }
    for (const [path] of paths) this.#close(path);
    return edits;
  }

  #write(at: number, files: readonly (readonly [string, string])[]): [string, string][] {
    const folder = join(this.#root, `module-${String(at)}`);
    const written = [["l9.config.yaml", "scope: all\n"] as const, ...files].map(([name, text]): [string, string] => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return [path, text];
    });
    const paths = written.map(([path]) => path);
    this.#modules.set(at, paths);
    this.#tell(paths, 1);
    return written.slice(1);
  }

  #remove(at: number): void {
    const paths = this.#modules.get(at) ?? [];
    for (const path of paths) rmSync(path, { force: true });
    if (paths.length > 0) this.#tell(paths, 3);
  }

  #tell(paths: readonly string[], type: 1 | 2 | 3): void {
    const changes = paths.map((path) => ({ uri: uriOf(path), type }));
    this.#client.notify("workspace/didChangeWatchedFiles", { changes });
  }

  #show(path: string, text: string): void {
    this.#open.set(path, text);
    this.#client.open(path, text);
  }

  #close(path: string): void {
    if (this.#open.delete(path)) this.#client.close(path);
  }

  #save(path: string): void {
    const text = this.#open.get(path);
    if (text === undefined) return;
    writeFileSync(path, text);
    this.#client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path) } });
    this.#tell([path], 2);
  }

  /** @returns whether the text is broken now */
  async #edit(path: string, text: string, whole: boolean): Promise<boolean> {
    const before = this.#open.get(path) ?? "";
    const start = performance.now();
    if (whole) this.#client.change(path, text);
    else {
      const { range, inserted } = changeOf(before, text);
      this.#client.change(path, inserted, range);
    }
    this.#open.set(path, text);
    const report = await this.#answer("textDocument/diagnostic", { textDocument: { uri: uriOf(path) } });
    this.#heard.keystroke(performance.now() - start);
    return report?.items?.some(({ code }: Json) => code === "code_syntax" || code === "spec_syntax") ?? false;
  }

  async #ask(path: string, question: string, cancelled: boolean): Promise<void> {
    const start = performance.now();
    const { id, reply } = this.#client.startRequest(question, QUESTIONS[question]?.(uriOf(path)));
    if (cancelled) this.#client.notify("$/cancelRequest", { id });
    await answered(reply);
    this.#heard.question(performance.now() - start);
  }

  async #answer(method: string, params: Json): Promise<Json> {
    return answered(this.#client.request(method, params));
  }
}

/** A request that the server, or the client, took back has no answer; any other failure is one of the server. */
async function answered(reply: Promise<Json>): Promise<Json> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ResponseFailure && MAY_FAIL.has(error.code)) return null;
    throw error;
  }
}

/** What an editor sends for an edit: the part between what begins and what ends both texts. Never half a character or half a line's end. */
function changeOf(before: string, after: string): { range: Json; inserted: string } {
  const inside = (text: string, at: number): boolean =>
    /[\udc00-\udfff]/.test(text[at] ?? "") || (text[at] === "\n" && text[at - 1] === "\r");
  let from = 0;
  while (from < Math.min(before.length, after.length) && before[from] === after[from]) from++;
  while (from > 0 && (inside(before, from) || inside(after, from))) from--;
  let same = 0;
  const most = Math.min(before.length, after.length) - from;
  while (same < most && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  while (same > 0 && (inside(before, before.length - same) || inside(after, after.length - same))) same--;
  const position = (at: number): Json => {
    const lines = before.slice(0, at).split(/\r\n|\r|\n/);
    return { line: lines.length - 1, character: lines.at(-1)?.length };
  };
  const range = { start: position(from), end: position(before.length - same) };
  return { range, inserted: after.slice(from, after.length - same) };
}
