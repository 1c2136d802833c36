import { Console } from "node:console";
import { connect, type Socket } from "node:net";
import { Writable, type Readable } from "node:stream";
import {
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";
import { FrameReader, FrameWriter } from "./transport.ts";

/** How the client talks to the server. */
export type Channel =
  { kind: "stdio" } | { kind: "node-ipc" } | { kind: "socket"; port: number } | { kind: "pipe"; path: string };

export interface Line {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Calls back when the client is gone. */
  onEnd(gone: () => void): void;
}

export async function openLine(channel: Channel): Promise<Line> {
  switch (channel.kind) {
    case "stdio":
      return framed(process.stdin, protectedStdout());
    case "node-ipc":
      return {
        reader: new IPCMessageReader(process),
        writer: new IPCMessageWriter(process),
        onEnd: (gone) => void process.on("disconnect", gone),
      };
    case "socket":
      return overSocket(connect(channel.port, "127.0.0.1"));
    case "pipe":
      return overSocket(connect(channel.path));
  }
}

/** Whatever but this stream writes to standard output goes to standard error: one stray line would end the session. */
function protectedStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => void write(chunk, (error) => done(error ?? null)),
  });
  process.stdout.on("error", (error: Error) => output.destroy(error));
  process.stdout.write = process.stderr.write.bind(process.stderr);
  globalThis.console = new Console(process.stderr, process.stderr);
  return output;
}

function overSocket(socket: Socket): Promise<Line> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.setNoDelay(true);
      resolve(framed(socket, socket));
    });
  });
}

function framed(input: Readable, output: Writable): Line {
  const writer = new FrameWriter(output);
  const reader = new FrameReader(input, (reason) => {
    const error = { code: ErrorCodes.ParseError, message: `This is no message: ${reason}` };
    writer.write({ jsonrpc: "2.0", id: null, error } as Message).catch(() => undefined);
  });
  const onEnd = (gone: () => void): void => {
    input.on("end", gone).on("close", gone);
    writer.onError(gone);
  };
  return { reader, writer, onEnd };
}
