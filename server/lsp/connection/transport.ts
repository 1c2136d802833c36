import type { Readable, Writable } from "node:stream";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";

const HEADER_END = Buffer.from("\r\n\r\n");
/** Bytes. A longer message is passed over without keeping it: the largest file that is checked is an eighth of it. */
const MAX_FRAME = 64 * 1024 * 1024;
/** Bytes; bytes without the end of a header are not kept beyond this. */
const MAX_HEADER = 8 * 1024;

/** Called with the reason when a frame is not a JSON-RPC message. */
export type OnGarbage = (reason: string) => void;

/**
 * Reads frames from a stream. The library's own reader never finds the next message again after bytes that are no frame;
 * this one looks for the next `Content-Length` and tells what it skipped.
 */
export class FrameReader extends AbstractMessageReader implements MessageReader {
  readonly #stream: Readable;
  readonly #onGarbage: OnGarbage;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes needed before the next look at the buffer. */
  #wanted = 0;
  /** Bytes still to come of a message that is passed over. */
  #skipped = 0;
  /** Bytes without the end of a header came and were told of. */
  #lost = false;

  constructor(stream: Readable, onGarbage: OnGarbage) {
    super();
    this.#stream = stream;
    this.#onGarbage = onGarbage;
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer): void => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size >= this.#wanted) this.#read(callback);
    };
    this.#stream.on("data", onData);
    this.#stream.on("error", (error) => this.fireError(error));
    this.#stream.on("close", () => this.fireClose());
    return { dispose: () => void this.#stream.off("data", onData) };
  }

  #read(callback: DataCallback): void {
    let buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#size);
    this.#wanted = 0;
    for (;;) {
      if (this.#skipped > 0) {
        const skipped = Math.min(this.#skipped, buffer.length);
        this.#skipped -= skipped;
        buffer = buffer.subarray(skipped);
      }
      const headerEnd = buffer.indexOf(HEADER_END);
      if (headerEnd < 0) {
        buffer = this.#boundHeader(buffer);
        break;
      }
      const bodyStart = headerEnd + HEADER_END.length;
      const header = buffer.toString("latin1", Math.max(0, headerEnd - MAX_HEADER), headerEnd);
      const length = contentLength(header);
      if (length === null) {
        this.#tell("a header without a valid Content-Length");
        buffer = buffer.subarray(bodyStart);
        continue;
      }
      if (length > MAX_FRAME) {
        this.#onGarbage(`it has ${length} bytes, more than ${MAX_FRAME}`);
        this.#lost = false;
        this.#skipped = length;
        buffer = buffer.subarray(bodyStart);
        continue;
      }
      if (buffer.length < bodyStart + length) {
        this.#wanted = bodyStart + length;
        break;
      }
      if (!/^content-(length|type):/i.test(header)) this.#tell("bytes before a header");
      this.#lost = false;
      const body = buffer.toString("utf8", bodyStart, bodyStart + length);
      buffer = buffer.subarray(bodyStart + length);
      this.#deliver(body, callback);
    }
    this.#chunks = buffer.length > 0 ? [buffer] : [];
    this.#size = buffer.length;
  }

  /** Of bytes that no header ends in the last ones are kept: a header may begin in them. */
  #boundHeader(buffer: Buffer): Buffer {
    if (buffer.length <= MAX_HEADER) return buffer;
    this.#tell(`a header of more than ${MAX_HEADER} bytes`);
    this.#lost = true;
    return Buffer.from(buffer.subarray(buffer.length - MAX_HEADER));
  }

  /** Once for all bytes up to the next message. */
  #tell(reason: string): void {
    if (!this.#lost) this.#onGarbage(reason);
  }

  #deliver(body: string, callback: DataCallback): void {
    let message: unknown;
    try {
      message = JSON.parse(body);
    } catch (error) {
      this.#onGarbage(error instanceof Error ? error.message : String(error));
      return;
    }
    callback(message as Message);
  }
}

/** The length a header block gives, null when it gives none that can be meant. Bytes before the header's name are ignored. */
function contentLength(header: string): number | null {
  const last = [...header.matchAll(/content-length:[ \t]*(\d+)[ \t]*$/gim)].at(-1);
  const length = last ? Number(last[1]) : Number.NaN;
  return Number.isSafeInteger(length) ? length : null;
}

/** Writes each message as one frame in one call. */
export class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable;
  #errors = 0;

  constructor(stream: Writable) {
    super();
    this.#stream = stream;
    stream.on("error", (error) => this.fireError(error, undefined, ++this.#errors));
    stream.on("close", () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      this.#stream.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  end(): void {
    this.#stream.end();
  }
}
