import { Background } from "./background.ts";
import type { Delivery } from "./delivery.ts";
import { Quiet } from "./quiet.ts";
import { unnamedDiagnostics } from "./unnamed.ts";
import type { OpenDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";

/** Pushes diagnostics: for each file once, when the messages at hand are handled, and only for the version it then has. */
export class Push implements Delivery {
  readonly #session: Session;
  readonly #quiet: Quiet;
  readonly #background = new Background((paths) => this.due(paths));
  /** Paths whose diagnostics may have changed; open documents go first. */
  readonly #open = new Set<string>();
  readonly #closed = new Set<string>();
  /** URIs of documents that are no files, likewise; they come last. */
  readonly #unnamed = new Set<string>();
  /** Paths the client shows diagnostics for, with the URI under which it does. */
  readonly #shown = new Map<string, string>();
  readonly #shownUnnamed = new Set<string>();
  /** Grows when results under way may be wrong for another reason than their text. */
  #epoch = 0;
  #disposed = false;

  constructor(session: Session, activity: () => number) {
    this.#session = session;
    this.#quiet = new Quiet(activity, () => this.#next());
  }

  edited(path: string): void {
    this.#background.postpone();
    this.due([path]);
  }

  due(paths: Iterable<string>): void {
    if (this.#disposed) return;
    for (const path of paths) (this.#session.documents.at(path) ? this.#open : this.#closed).add(path);
    if (this.#open.size + this.#closed.size + this.#unnamed.size > 0) this.#quiet.arm();
  }

  unnamed({ uri }: OpenDocument): void {
    this.#unnamed.add(uri);
    this.due([]);
  }

  affected(paths: readonly string[]): void {
    const isOpen = (path: string): boolean => this.#session.documents.at(path) !== null;
    this.due(paths.filter(isOpen));
    this.#background.add(paths.filter((path) => !isOpen(path)));
  }

  outdated(concerns: (path: string) => boolean): void {
    this.#epoch++;
    for (const document of this.#session.documents.all()) if (document.path === null) this.#unnamed.add(document.uri);
    this.due([...this.#shown.keys()].filter(concerns));
  }

  dispose(): void {
    this.#disposed = true;
    this.#background.dispose();
    this.#open.clear();
    this.#closed.clear();
    this.#unnamed.clear();
  }

  async check(path: string): Promise<void> {
    const workspace = await this.#session.workspaces.load(path);
    // The end of the scan asks again.
    if (workspace?.state === "scanning") return;
    await this.#session.prepare(path);
    const document = this.#session.documents.at(path);
    const version = document?.text.version;
    const epoch = this.#epoch;
    const diagnostics = this.#session.diagnostics(path);
    // Let what arrived meanwhile make this result stale before it is sent.
    await this.#quiet.turn();
    if (this.#disposed || this.#open.has(path) || this.#closed.has(path)) return;
    if (this.#epoch !== epoch) return this.due([path]);
    if (this.#session.documents.at(path) !== document || document?.text.version !== version) return;
    if (!document && diagnostics.length === 0 && !this.#shown.has(path)) return;
    const uri = this.#session.documents.uri(path);
    const before = this.#shown.get(path);
    if (diagnostics.length > 0) this.#shown.set(path, uri);
    else this.#shown.delete(path);
    // It was open under another name.
    if (before !== undefined && before !== uri) await this.#session.connection.sendDiagnostics({ uri: before, diagnostics: [] });
    await this.#session.connection.sendDiagnostics(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics });
  }

  async #checkUnnamed(uri: string): Promise<void> {
    const document = this.#session.documents.get(uri);
    const version = document?.text.version;
    const diagnostics = document ? await unnamedDiagnostics(this.#session, document) : [];
    await this.#quiet.turn();
    if (this.#disposed || this.#unnamed.has(uri) || this.#session.documents.get(uri)?.text.version !== version) return;
    if (diagnostics.length === 0 && !this.#shownUnnamed.has(uri)) return;
    if (document && diagnostics.length > 0) this.#shownUnnamed.add(uri);
    else this.#shownUnnamed.delete(uri);
    await this.#session.connection.sendDiagnostics(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics });
  }

  #next(): void {
    const [path] = this.#open.size > 0 ? this.#open : this.#closed;
    const [uri] = this.#unnamed;
    const next = path ?? uri;
    if (next === undefined) return;
    if (path === undefined) this.#unnamed.delete(next);
    this.#open.delete(next);
    this.#closed.delete(next);
    (path === undefined ? this.#checkUnnamed(next) : this.check(path)).then(
      () => this.due([]),
      (error: unknown) => {
        this.#session.failed(`checking ${next}`, error);
        this.due([]);
      },
    );
  }
}
