import { appendFileSync, writeFileSync } from "node:fs";
import type { Message } from "vscode-languageserver/node";
import type { Line } from "./channel.ts";

/**
 * Writes every message to a file, one JSON line each, before it is handled or sent: when the server dies, the last line
 * tells at what. Texts and edits are in there, so it is a file that the user names, never one of ours.
 */
export function traced(line: Line, file: string): Line {
  writeFileSync(file, "");
  let ended = false;
  const write = (direction: "received" | "sent", message: Message): void => {
    if (ended) return;
    try {
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), [direction]: message })}\n`);
    } catch (error) {
      // A full disk ends the trace, not the session.
      ended = true;
      process.stderr.write(`l9: the trace ends here: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  const { reader, writer } = line;
  return {
    onEnd: (gone) => line.onEnd(gone),
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      dispose: () => reader.dispose(),
      listen: (callback) =>
        reader.listen((message) => {
          write("received", message);
          callback(message);
        }),
    },
    writer: {
      onError: writer.onError,
      onClose: writer.onClose,
      end: () => writer.end(),
      dispose: () => writer.dispose(),
      write(message) {
        write("sent", message);
        return writer.write(message);
      },
    },
  };
}
