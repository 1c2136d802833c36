import { createHash } from "node:crypto";
import { DocumentDiagnosticReportKind, type Diagnostic } from "vscode-languageserver/node";
import { Background } from "./background.ts";
import type { Delivery } from "./delivery.ts";
import { Quiet } from "./quiet.ts";
import type { Session } from "../session/session.ts";

export type Report =
  | { kind: typeof DocumentDiagnosticReportKind.Full; resultId: string; items: Diagnostic[] }
  | { kind: typeof DocumentDiagnosticReportKind.Unchanged; resultId: string };

/** Milliseconds of work between two looks at the client's messages. */
const SLICE = 4;

interface Result {
  readonly items: Diagnostic[];
  readonly resultId: string;
}

/** Lets the client pull. It asks again by itself for what it edits; for the rest it is told to, when what it was given is no longer true. */
export class Pull implements Delivery {
  readonly #session: Session;
  readonly #quiet: Quiet;
  readonly #background = new Background((paths) => this.due(paths));
  readonly #due = new Set<string>();
  /** Results that still hold: until the file changes, or the linter says that it depends on one that did. */
  readonly #results = new Map<string, Result>();
  /** What the client was last told of a file, as result ids. */
  readonly #told = new Map<string, string>();
  /** Something that the client was told is no longer true, and it does not know yet. */
  #changed = false;
  /** The client has been told of whole workspaces: files that it never heard of by name count too. */
  #toldAll = false;
  #disposed = false;

  constructor(session: Session, activity: () => number) {
    this.#session = session;
    this.#quiet = new Quiet(activity, () => {
      try {
        this.#refresh();
      } catch (error) {
        session.failed("looking at what changed", error);
      }
    });
  }

  /** Nothing to deliver; but other files may depend on this one, which the linter tells when it has the new text. */
  edited(path: string): void {
    this.#background.postpone();
    this.#results.delete(path);
    if (!this.#disposed) this.#quiet.arm();
  }

  /** The client asks again by itself. */
  unnamed(): void {}

  due(paths: Iterable<string>): void {
    if (this.#disposed) return;
    for (const path of paths) {
      this.#results.delete(path);
      this.#due.add(path);
    }
    if (this.#due.size > 0) this.#quiet.arm();
  }

  affected(paths: readonly string[]): void {
    for (const path of paths) this.#results.delete(path);
    const isOpen = (path: string): boolean => this.#session.documents.at(path) !== null;
    this.due(paths.filter(isOpen));
    this.#background.add(paths.filter((path) => !isOpen(path)));
  }

  outdated(concerns: (path: string) => boolean): void {
    this.due([...new Set([...this.#results.keys(), ...this.#told.keys()])].filter(concerns));
    if (!this.#toldAll || this.#disposed) return;
    this.#changed = true;
    this.#quiet.arm();
  }

  /** Closed files are reported when the client asks for the workspace. */
  async check(): Promise<void> {}

  /** The client asked for whole workspaces. */
  toldAll(): void {
    this.#toldAll = true;
  }

  /** A file's diagnostics, or that they are those of the result the client already has. */
  report(path: string, previous: string | undefined): Report {
    const { resultId, items } = this.#result(path);
    this.#told.set(path, resultId);
    return previous === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  dispose(): void {
    this.#disposed = true;
    this.#background.dispose();
  }

  #result(path: string): Result {
    // First the texts: they may end what is kept.
    this.#session.settle();
    let result = this.#results.get(path);
    if (!result) {
      const items = this.#session.diagnostics(path);
      this.#results.set(path, (result = { items, resultId: resultIdOf(items) }));
    }
    return result;
  }

  /** Looks at what is due, in slices that let requests through; then tells the client once. */
  #refresh(): void {
    if (this.#disposed) return;
    this.#session.settle();
    const end = performance.now() + SLICE;
    for (const path of this.#due) {
      this.#due.delete(path);
      if (this.#session.workspaces.of(path)?.state === "scanning") continue;
      const { resultId } = this.#result(path);
      if ((this.#told.get(path) ?? NOTHING) !== resultId) {
        this.#told.set(path, resultId);
        this.#changed = true;
      }
      if (performance.now() > end) break;
    }
    if (this.#due.size > 0) return this.#quiet.arm();
    if (!this.#changed) return;
    this.#changed = false;
    // A client that went away meanwhile needs no refresh.
    this.#session.connection.languages.diagnostics.refresh().catch(() => undefined);
  }
}

/** Made of the diagnostics themselves: equal results have equal ids, whatever happened in between. */
function resultIdOf(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url");
}

const NOTHING = resultIdOf([]);
