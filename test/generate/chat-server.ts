import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request of the OpenAI chat protocol, as the server got it. */
export interface ChatRequest {
  path: string;
  authorization: string | undefined;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    stream: boolean;
    stream_options?: { include_usage?: boolean };
    response_format?: { type: string; json_schema?: { schema: unknown } };
  };
}

/** Answers one request. */
export type Reply = (response: ServerResponse, request: ChatRequest) => void;

/** A server on this machine that speaks the OpenAI chat protocol: the nth request gets the nth reply, later ones the last. */
export async function chatServer(...replies: Reply[]): Promise<{ url: string; requests: ChatRequest[] }> {
  const requests: ChatRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const asked = { path: request.url ?? "", authorization: request.headers.authorization, body: JSON.parse(body) };
      requests.push(asked);
      replies[Math.min(requests.length, replies.length) - 1]?.(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Streams a text in pieces, then the reason why it ends. */
export function streams(text: string, finish = "stop", field: "content" | "refusal" = "content"): Reply {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const size = Math.max(1, Math.ceil(text.length / 20));
    for (let at = 0; at < text.length; at += size) response.write(event({ [field]: text.slice(at, at + size) }, null));
    response.write(event({}, finish));
    response.end("data: [DONE]\n\n");
  };
}

/** Streams a text, and after it what the request cost, where the request asks for that. */
export function streamsCounted(text: string, read: number, written: number): Reply {
  return (response, { body }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event({ content: text }, null));
    response.write(event({}, "stop"));
    const usage = { prompt_tokens: read, completion_tokens: written, total_tokens: read + written };
    const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage };
    if (body.stream_options?.include_usage === true) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end("data: [DONE]\n\n");
  };
}

/** An error, in the words of the protocol. */
export function fails(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { message, type: "error", code: null } }));
  };
}

/** One chunk of a streamed answer. */
export function event(delta: Record<string, unknown>, finish: string | null): string {
  const chunk = {
    id: "1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
