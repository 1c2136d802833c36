import { CodeLensRefreshRequest, InlayHintRefreshRequest, type Connection } from "vscode-languageserver/node";
import type { Client } from "./client.ts";

/** Milliseconds of rest after which lenses and hints are asked for again. */
const DELAY = 300;

/** Gates may stand differently after a change: tells the client to ask for lenses and hints again, a moment after the last one. */
export class LensRefresh {
  readonly #connection: Connection;
  readonly #lenses: boolean;
  readonly #hints: boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(connection: Connection, { refreshesLenses, refreshesHints }: Pick<Client, "refreshesLenses" | "refreshesHints">) {
    this.#connection = connection;
    this.#lenses = refreshesLenses;
    this.#hints = refreshesHints;
  }

  due(): void {
    if (!this.#lenses && !this.#hints) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#ask(), DELAY).unref();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #ask(): void {
    this.#timer = null;
    // A client that went away meanwhile needs neither.
    if (this.#lenses) this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    if (this.#hints) this.#connection.sendRequest(InlayHintRefreshRequest.type).catch(() => undefined);
  }
}
