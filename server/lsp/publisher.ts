import type { Session } from "./session.ts";
import { Quiet } from "./quiet.ts";

/** Pushes diagnostics: for each file once, when the messages at hand are handled, and only for the version it then has. */
export class Publisher {
  readonly #session: Session;
  readonly #quiet: Quiet;
  /** Paths whose diagnostics may have changed, those of open documents first. */
  readonly #open = new Set<string>();
  readonly #closed = new Set<string>();
  /** Paths the client shows diagnostics for. */
  readonly #shown = new Set<string>();
  #disposed = false;

  constructor(session: Session, activity: () => number) {
    this.#session = session;
    this.#quiet = new Quiet(activity, () => this.#next());
  }

  due(paths: readonly string[]): void {
    if (this.#disposed) return;
    for (const path of paths) (this.#session.documents.at(path) ? this.#open : this.#closed).add(path);
    if (this.#open.size + this.#closed.size > 0) this.#quiet.arm();
  }

  dispose(): void {
    this.#disposed = true;
    this.#open.clear();
    this.#closed.clear();
  }

  #next(): void {
    const [path] = this.#open.size > 0 ? this.#open : this.#closed;
    if (path === undefined) return;
    this.#open.delete(path);
    this.#closed.delete(path);
    void this.#check(path);
  }

  async #check(path: string): Promise<void> {
    await this.#session.engine;
    const document = this.#session.documents.at(path);
    const version = document?.text.version;
    const diagnostics = this.#session.diagnostics(path);
    // Let an edit that arrived meanwhile make this result stale before it is sent.
    setImmediate(() => {
      if (this.#disposed) return;
      const stale =
        this.#open.has(path) ||
        this.#closed.has(path) ||
        this.#session.documents.at(path) !== document ||
        document?.text.version !== version;
      if (!stale && (document || diagnostics.length > 0 || this.#shown.has(path))) {
        if (diagnostics.length > 0) this.#shown.add(path);
        else this.#shown.delete(path);
        const uri = this.#session.documents.uri(path);
        void this.#session.connection.sendDiagnostics(
          version === undefined ? { uri, diagnostics } : { uri, version, diagnostics },
        );
      }
      this.due([]);
    });
  }
}
