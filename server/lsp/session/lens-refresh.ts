import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver/node";

/** Milliseconds of rest after which lenses are asked for again. */
const DELAY = 300;

/** Gates may stand differently after a change: tells the client to ask for the lenses again, a moment after the last one. */
export class LensRefresh {
  readonly #connection: Connection;
  readonly #supported: boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(connection: Connection, supported: boolean) {
    this.#connection = connection;
    this.#supported = supported;
  }

  due(): void {
    if (!this.#supported) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#ask(), DELAY).unref();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #ask(): void {
    this.#timer = null;
    // A client that went away meanwhile needs no lenses.
    this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }
}
