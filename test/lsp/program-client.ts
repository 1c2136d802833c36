import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { LspClient, type Incoming, type Json, type StartOptions } from "./client.ts";

export interface SpawnOptions extends StartOptions {
  /** A program, with its arguments, that starts the server in its turn. */
  under?: readonly string[];
  cwd?: string;
  /** Arguments behind `lsp --stdio`. */
  args?: readonly string[];
  env?: Record<string, string>;
}

/** A client of the real program over its standard input and output; every byte there must belong to a frame. */
export class ProgramClient extends LspClient {
  readonly process: ChildProcessWithoutNullStreams;
  /** Bytes on standard output that belong to no frame. */
  garbage = "";
  stderr = "";
  readonly exited: Promise<number | null>;
  #buffer = Buffer.alloc(0);

  /** @param l9 the program's file */
  constructor(l9: string, options: SpawnOptions = {}) {
    super(options);
    const { args = [], env = {}, under = [], cwd } = options;
    const [program, ...rest] = [...under, process.execPath, l9, "lsp", "--stdio", ...args] as [string, ...string[]];
    this.process = spawn(program, rest, { cwd, env: { ...process.env, ...env } });
    this.process.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    this.process.stderr.on("data", (chunk: Buffer) => void (this.stderr += chunk.toString()));
    // Writing to a server that has just ended is what some tests are about.
    this.process.stdin.on("error", () => undefined);
    this.exited = once(this.process, "exit").then(([code]) => {
      this.abandon(`the server exited with ${String(code)}\n${this.stderr}`);
      return code as number | null;
    });
  }

  send(message: Json): void {
    this.raw(frame(JSON.stringify(message)));
  }

  raw(bytes: string): void {
    this.process.stdin.write(bytes);
  }

  /** Shuts the server down as the protocol asks; its exit code. */
  async stop(): Promise<number | null> {
    await this.request("shutdown");
    this.notify("exit");
    return this.exited;
  }

  protected override get notes(): string {
    return this.stderr;
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const headerEnd = this.#buffer.indexOf("\r\n\r\n");
      if (headerEnd < 0) return;
      const header = this.#buffer.toString("latin1", 0, headerEnd);
      const length = /^Content-Length: (\d+)$/.exec(header);
      if (!length) {
        this.garbage += header;
        this.#buffer = this.#buffer.subarray(headerEnd + 4);
        continue;
      }
      const end = headerEnd + 4 + Number(length[1]);
      if (this.#buffer.length < end) return;
      const body = this.#buffer.toString("utf8", headerEnd + 4, end);
      this.#buffer = this.#buffer.subarray(end);
      this.receive(JSON.parse(body) as Incoming);
    }
  }
}

export function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
