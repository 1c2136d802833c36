import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request of the messages protocol, as far as it is looked at. */
export interface MessagesRequest {
  model: string;
  stream?: boolean;
  tools?: { name: string }[];
  messages: { role: string; content: unknown }[];
}

/** A tool that the model would call. */
interface ToolUse {
  name: string;
  input: Record<string, unknown>;
}

type Block = { type: "text"; text: string } | ({ type: "tool_use" } & ToolUse);

/**
 * A server on this machine that speaks the messages protocol in place of a model: it calls the tools in their order, one a turn, and then ends each turn with
 * the last words. Requests that offer no tool for writing are the client's own affairs (titles, summaries), answered and not recorded.
 */
export async function messagesServer(
  calls: readonly ToolUse[],
  last = "done",
): Promise<{ url: string; requests: MessagesRequest[]; all: MessagesRequest[] }> {
  const requests: MessagesRequest[] = [];
  const all: MessagesRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (!/^\/v1\/messages(?:\?|$)/.test(request.url ?? "")) return void response.writeHead(404).end("{}");
      const asked = JSON.parse(body) as MessagesRequest;
      const isWork = asked.tools?.some(({ name }) => name === "Write") ?? false;
      all.push(asked);
      if (isWork) requests.push(asked);
      const call = isWork ? calls[requests.length - 1] : undefined;
      answer(response, asked, call ? { type: "tool_use", ...call } : { type: "text", text: last }, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, requests, all };
}

function answer(response: ServerResponse, { model, stream }: MessagesRequest, block: Block, turn: number): void {
  const id = `toolu_${String(turn)}`;
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: `msg_${String(turn)}`, type: "message", role: "assistant", model, stop_sequence: null, usage };
  const stop_reason = block.type === "tool_use" ? "tool_use" : "end_turn";
  if (!stream) {
    const content = [block.type === "text" ? block : { ...block, id }];
    response.writeHead(200, { "content-type": "application/json" });
    return void response.end(JSON.stringify({ ...message, content, stop_reason }));
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (type: string, data: object): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send("message_start", { message: { ...message, content: [], stop_reason: null } });
  const content_block =
    block.type === "text" ? { type: "text", text: "" } : { type: "tool_use", id, name: block.name, input: {} };
  const delta =
    block.type === "text"
      ? { type: "text_delta", text: block.text }
      : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
  send("content_block_start", { index: 0, content_block });
  send("content_block_delta", { index: 0, delta });
  send("content_block_stop", { index: 0 });
  send("message_delta", { delta: { stop_reason, stop_sequence: null }, usage });
  send("message_stop", {});
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
