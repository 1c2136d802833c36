import { ErrorCodes, MessageType, type Message, type MessageReader, type MessageWriter } from "vscode-languageserver/node";
import { wrongParameters } from "./parameters.ts";

type Fields = { id?: unknown; method?: unknown; result?: unknown; error?: unknown; params?: unknown };

const INVALID_REQUEST: number = ErrorCodes.InvalidRequest;
const INVALID_PARAMS: number = ErrorCodes.InvalidParams;
const NOT_INITIALIZED: number = ErrorCodes.ServerNotInitialized;

/**
 * Lets only those messages through that the protocol allows at this point of a session, and answers the others as it
 * asks: a request before `initialize` or after `shutdown`, a second `initialize`, something that is no message.
 */
export class Gate {
  /** Messages that came so far. */
  received = 0;
  #state: "new" | "open" | "closed" = "new";
  readonly #writer: MessageWriter;

  constructor(writer: MessageWriter) {
    this.#writer = writer;
  }

  /** True once `shutdown` was asked for. */
  get closed(): boolean {
    return this.#state === "closed";
  }

  /** `initialize` failed: another one may come. */
  reopen(): void {
    if (this.#state === "open") this.#state = "new";
  }

  /** The same reader with this gate in front. */
  guard(reader: MessageReader): MessageReader {
    return {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      dispose: () => reader.dispose(),
      listen: (callback) =>
        reader.listen((message) => {
          this.received++;
          if (this.#admit(message)) callback(message);
        }),
    };
  }

  #admit(value: unknown): boolean {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return this.#refuse(null, INVALID_REQUEST, "A message must be one JSON object");
    const message: Fields = value;
    const { id, method } = message;
    if (method === undefined) {
      if ("result" in message || "error" in message) return this.#state !== "new";
      return this.#refuse(validId(id), INVALID_REQUEST, "The message has neither a method nor a result");
    }
    if (typeof method !== "string") return this.#refuse(validId(id), INVALID_REQUEST, "The method must be a string");
    if ("id" in message && validId(id) === null)
      return this.#refuse(null, INVALID_REQUEST, "The id of a request must be a number or a string");
    const isRequest = "id" in message;
    // The library reads `params.id` before anything could catch what that throws.
    if (method === "$/cancelRequest")
      return typeof message.params === "object" && message.params !== null && validId((message.params as Fields).id) !== null;
    if (method === "exit") return true;
    if (this.#state === "new") {
      if (method === "initialize" && isRequest) {
        if (!this.#fits(method, message)) return false;
        this.#state = "open";
        return true;
      }
      return isRequest && this.#refuse(validId(id), NOT_INITIALIZED, `${method} came before initialize`);
    }
    if (method === "initialize") return isRequest && this.#refuse(validId(id), INVALID_REQUEST, "initialize was already sent");
    if (this.#state === "closed") return isRequest && this.#refuse(validId(id), INVALID_REQUEST, `${method} came after shutdown`);
    if (method === "shutdown") this.#state = "closed";
    return this.#fits(method, message);
  }

  /** Refuses a request whose parameters are not those of its method; a notification has no answer, so the client's log is told. */
  #fits(method: string, message: Fields): boolean {
    const wrong = wrongParameters(method, message.params);
    if (wrong === null) return true;
    const why = `${method}: ${wrong}`;
    if ("id" in message) return this.#refuse(validId(message.id), INVALID_PARAMS, why);
    const params = {
      type: MessageType.Error,
      message: `l9 passes over a notification that is not as the protocol has it: ${why}`,
    };
    this.#writer.write({ jsonrpc: "2.0", method: "window/logMessage", params } as Message).catch(() => undefined);
    return false;
  }

  #refuse(id: number | string | null, code: number, message: string): false {
    const response = { jsonrpc: "2.0", id, error: { code, message } };
    // A client that is gone cannot be told; the writer's own error event ends the session.
    this.#writer.write(response as Message).catch(() => undefined);
    return false;
  }
}

function validId(id: unknown): number | string | null {
  return typeof id === "number" || typeof id === "string" ? id : null;
}
