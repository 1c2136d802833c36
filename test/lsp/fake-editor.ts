import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { uriOf, type Json, type LspClient } from "./client.ts";

/** What an editor does with `workspace/applyEdit`. */
export interface Habits {
  /** Texts go into buffers, to be saved by the user; else they are saved at once. */
  buffers?: boolean;
  /** The server is told of the buffers that the edit opens. */
  tells?: boolean;
  /** Whether the user agrees to a change that asks for confirmation; it is applied without when the editor can not ask. */
  confirms?: (path: string) => boolean;
  /** What saving makes of a text: a formatter. */
  format?: (text: string) => string;
  /** Stops at this file, and answers that nothing was applied. */
  failsAt?: string;
}

/** An editor that applies edits, with buffers that may not be saved. */
export class FakeEditor {
  /** Texts by path that are not on disk. */
  readonly unsaved = new Map<string, string>();
  readonly #client: () => LspClient;
  readonly #habits: Habits;

  constructor(client: () => LspClient, habits: Habits = {}) {
    this.#client = client;
    this.#habits = habits;
  }

  /** The answer to `workspace/applyEdit`. */
  apply({ edit }: Json): Json {
    const annotations = edit.changeAnnotations ?? {};
    const steps: Json[] =
      edit.documentChanges ??
      Object.entries(edit.changes).map(([uri, edits]) => ({ textDocument: { uri, version: null }, edits }));
    for (const [index, step] of steps.entries()) {
      const path = fileURLToPath((step.uri ?? step.textDocument.uri) as string);
      if (this.#habits.failsAt !== undefined && path.endsWith(this.#habits.failsAt))
        return { applied: false, failureReason: "read-only", failedChange: index };
      const annotation = annotations[step.annotationId ?? step.edits?.[0].annotationId];
      if (annotation?.needsConfirmation === true && this.#habits.confirms?.(path) === false) continue;
      if (step.kind === "create") this.#create(path);
      else this.#edit(path, step.edits);
    }
    return { applied: true };
  }

  /** The user opens a file, or has it open with a text that is not saved. */
  open(path: string, text: string, version = 1): void {
    this.unsaved.set(path, text);
    this.#client().open(path, text, version);
  }

  save(path: string): void {
    const text = this.unsaved.get(path);
    if (text === undefined) return;
    const written = this.#habits.format?.(text) ?? text;
    const isTold = this.#client().versions.has(uriOf(path));
    if (written !== text && isTold) this.#client().change(path, written);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, written);
    this.unsaved.delete(path);
    if (isTold) this.#client().notify("textDocument/didSave", { textDocument: { uri: uriOf(path) } });
    this.#client().watched(path, 2);
  }

  saveAll(): void {
    for (const path of [...this.unsaved.keys()]) this.save(path);
  }

  /** Closes a buffer; what is not saved is lost. */
  close(path: string): void {
    this.unsaved.delete(path);
    this.#client().close(path);
  }

  text(path: string): string {
    return this.unsaved.get(path) ?? (existsSync(path) ? readFileSync(path, "utf8") : "");
  }

  #create(path: string): void {
    if (existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }

  #edit(path: string, edits: Json[]): void {
    const text = edited(this.text(path), edits);
    const client = this.#client();
    const isOpen = client.versions.has(uriOf(path));
    this.unsaved.set(path, text);
    if (isOpen) client.change(path, text);
    if (this.#habits.buffers !== true) return this.save(path);
    if (!isOpen && this.#habits.tells !== false) client.open(path, text);
  }
}

/** Positions beyond the text count as its end. */
function edited(text: string, edits: Json[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  const offset = ({ line, character }: { line: number; character: number }): number =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  return [...edits].reduce(
    (result: string, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
    text,
  );
}
