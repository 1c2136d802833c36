import { afterEach, describe, expect, it, vi } from "vitest";
import type { BackendContext, Draft } from "../../server/generate/backend.ts";
import { InventionRequired } from "../../server/generate/backend.ts";
import { modelBackend } from "../../server/generate/backends/model/backend.ts";
import { LIMITS, type ModelLimits } from "../../server/generate/backends/model/ask.ts";
import { BackendUnusable } from "../../server/generate/backends/unusable.ts";
import { chatServer, event, fails, streams, type Reply } from "./chat-server.ts";
import { checkBackend } from "./conformance.ts";
import { goodDraft, sampleTask, sampleWorkspace } from "./workspace.ts";

const KEY = "l9-test-key-0123456789";

/** At once, and with a place for what is told meanwhile. */
const NOW = { "retry-after-ms": "5" };

const ADAPTER = "api/orders_webhook_adapter.py";

const json = (draft: Draft | object): string => JSON.stringify({ invention: null, ...draft });

function context(signal = new AbortController().signal): BackendContext & { told: string[] } {
  const told: string[] = [];
  return { signal, told, report: (message) => told.push(message) };
}

async function served(replies: Reply[], limits: Partial<ModelLimits> = {}) {
  const server = await chatServer(...replies);
  const backend = modelBackend({ url: server.url, model: "m" }, { L9_MODEL_API_KEY: KEY }, { ...LIMITS, ...limits });
  return { ...server, backend };
}

/** Asks once for a draft. */
async function draftOf(replies: Reply[], limits: Partial<ModelLimits> = {}) {
  const server = await served(replies, limits);
  const { root } = sampleWorkspace();
  const task = await sampleTask(root);
  const told = context();
  const outcome = await server.backend.generate(task, told).then(
    (draft) => ({ draft, error: null }),
    (error: Error) => ({ draft: null, error }),
  );
  return { ...server, ...outcome, told: told.told, root, task };
}

afterEach(() => vi.restoreAllMocks());

describe("what is asked", () => {
  it("the whole task as messages, a schema for the answer, the key in the header", async () => {
    const { requests, draft, told, root, task } = await draftOf([streams(json(goodDraft()))]);
    expect(draft).toEqual(goodDraft());
    expect(requests).toHaveLength(1);
    const [{ path, authorization, body }] = requests as [(typeof requests)[0]];
    expect(path).toBe("/v1/chat/completions");
    expect(authorization).toBe(`Bearer ${KEY}`);
    expect(body).toMatchObject({ model: "m", stream: true, response_format: { type: "json_schema" } });
    const [system, user] = body.messages as [{ role: string; content: string }, { role: string; content: string }];
    expect([system.role, user.role]).toEqual(["system", "user"]);
    expect(user.content).toContain(task.spec.text.trim());
    for (const text of [
      "from memory.substrate_models import PacketEnvelopeIn",
      "async def write_packet(",
      "path: api/orders_webhook_adapter.py",
      "role: test",
      "forbidden_imports:",
      "max_total_loc:",
      "- stale_timestamp_rejected",
      "tool_identity: tool_id",
    ])
      expect(user.content).toContain(text);
    // Nothing of where the user keeps their files.
    expect(JSON.stringify(body)).not.toContain(root);
    expect(told.some((message) => /\d+ characters/.test(message))).toBe(true);
  });
  it("the findings and the last draft, when it repairs", async () => {
    const { backend, requests } = await served([streams(json(goodDraft()))]);
    const { root } = sampleWorkspace();
    const finding = {
      path: ADAPTER,
      rule: "random_uuid",
      message: "thread_id is random.",
      line: 7,
      column: 3,
      instead: "Use uuid5.",
    };
    await backend.repair(await sampleTask(root), goodDraft(), [finding], context());
    const messages = requests[0]?.body.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(JSON.parse(messages[2]?.content ?? "")).toEqual({ ...goodDraft(), invention: null });
    expect(messages[3]?.content).toContain(`${ADAPTER}:7:3 [random_uuid] thread_id is random.`);
    expect(messages[3]?.content).toContain("Use uuid5.");
  });
  it("no key is sent where none is given, whatever other keys the environment has", async () => {
    const { url, requests } = await chatServer(streams(json(goodDraft())));
    const backend = modelBackend({ url: `${url}/chat/completions`, model: "m" }, { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: KEY });
    await backend.generate(await sampleTask(sampleWorkspace().root), context());
    expect(requests.map(({ authorization, path }) => [authorization, path])).toEqual([[undefined, "/v1/chat/completions"]]);
  });
  it("in words alone where a server knows no schema", async () => {
    const { draft, requests } = await draftOf([
      fails(400, "response_format.type json_schema is not supported"),
      streams("```json\n" + json(goodDraft()) + "\n```"),
    ]);
    expect(draft).toEqual(goodDraft());
    expect(requests.map(({ body }) => body.response_format?.type)).toEqual(["json_schema", undefined]);
  });
});

describe("what makes it unusable, told before anything is asked", () => {
  it.each([
    [{ url: null, model: null }, {}, "--model NAME"],
    [{ url: null, model: "some-model" }, {}, "--url URL"],
    [{ url: null, model: "anthropic/some-model" }, { OPENAI_API_KEY: KEY }, "ANTHROPIC_API_KEY"],
    [{ url: null, model: "openai/some-model" }, { OPENAI_API_KEY: "" }, "OPENAI_API_KEY"],
    [{ url: null, model: "google/some-model" }, {}, "GOOGLE_GENERATIVE_AI_API_KEY"],
    [{ url: "file:///etc/passwd", model: "m" }, {}, "no http or https URL"],
    [{ url: "http://user:secret@127.0.0.1/v1", model: "m" }, {}, "L9_MODEL_API_KEY"],
  ])("%j", (settings, environment, message) => {
    const open = () => modelBackend(settings, environment);
    expect(open).toThrow(BackendUnusable);
    expect(open).toThrow(message);
  });
  it.each([
    ["anthropic/some-model", { ANTHROPIC_API_KEY: KEY }],
    ["openai/some-model", { OPENAI_API_KEY: KEY }],
    ["google/some-model", { GEMINI_API_KEY: KEY }],
  ])("%s opens with its key", (model, environment) => {
    expect(modelBackend({ url: null, model }, environment).name).toBe(`model ${model}`);
  });
});

describe("answers that are no draft", () => {
  it.each<[string, Reply, RegExp, times?: number]>([
    ["a refusal in words", streams("Sorry, I can't help with that."), /no draft: Sorry, I can't help with that\./, 2],
    ["a refusal in its own field", streams("I can not do this.", "stop", "refusal"), /refused to answer: I can not do this\./],
    ["a content filter", streams("", "content_filter"), /refused to answer.*content filter/],
    [
      "JSON broken off by the model",
      streams(json(goodDraft()).slice(0, 5000)),
      /broke its answer off after \d+ characters: the JSON is not complete/,
    ],
    ["JSON cut at the output limit", streams(json(goodDraft()).slice(0, 5000), "length"), /limit of its output/],
    ["broken JSON", streams('{"files": [}]}'), /JSON that is broken/, 2],
    ["JSON of another shape", streams('{"files": [{"path": "a.py"}]}'), /no draft: files\.0\.content/, 2],
    ["no files", streams('{"files": [], "invention": null}'), /no files/, 2],
    ["nothing", streams(""), /answered with nothing/, 2],
    [
      "a page",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>hello</h1>"),
      /gave no usable answer/,
    ],
  ])("%s", async (_, reply, message, times = 1) => {
    const { error, requests } = await draftOf([reply]);
    expect(error?.message).toMatch(message);
    expect(error?.message.length).toBeLessThan(600);
    expect(requests).toHaveLength(times);
  });
  it("the model is asked once more, with what it answered and what is wrong with it", async () => {
    const { draft, requests } = await draftOf([streams("Here you are: {files}"), streams(json(goodDraft()))]);
    expect(draft).toEqual(goodDraft());
    const [first, second] = requests.map(({ body }) => body.messages);
    expect(second?.slice(0, first?.length)).toEqual(first);
    expect(second?.slice(first?.length)).toEqual([
      { role: "assistant", content: "Here you are: {files}" },
      { role: "user", content: expect.stringMatching(/^model .* answered with .*Answer again, with one JSON object/) as string },
    ]);
  });
  it("a fact that is missing blocks the run", async () => {
    const invention = { issue: "No retry limit.", spec_key: "module.error_policy.retries", question: "How often?" };
    const { error } = await draftOf([streams(JSON.stringify({ files: [], invention }))]);
    expect(error).toBeInstanceOf(InventionRequired);
    expect(error).toMatchObject({ message: "No retry limit.", specKey: "module.error_policy.retries", question: "How often?" });
  });
  it.each<[string, Reply]>([
    [
      "streamed",
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const piece = event({ content: "x".repeat(64 * 1024) }, null);
        let sent = 0;
        const more = (): void => {
          while (!response.destroyed && (sent += piece.length) < 50 * 1024 * 1024)
            if (!response.write(piece)) return void response.once("drain", more);
          response.end();
        };
        more();
      },
    ],
    [
      "one line without an end",
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: ");
        response.end("x".repeat(50 * 1024 * 1024));
      },
    ],
    [
      "an error page",
      (response) => response.writeHead(400, { "content-type": "application/json" }).end("x".repeat(50 * 1024 * 1024)),
    ],
  ])("50 MB, %s, are not read to the end", async (_, reply) => {
    const { error } = await draftOf([reply], { bytes: 8 * 1024 * 1024 });
    expect(error?.message).toMatch(/more than \d+ (?:MB|characters)/);
  });
});

describe("servers in trouble", () => {
  it("429 and 500 are tried again", async () => {
    const { draft, requests } = await draftOf([
      fails(429, "slow down", NOW),
      fails(500, "oops", NOW),
      streams(json(goodDraft())),
    ]);
    expect(draft).toEqual(goodDraft());
    expect(requests).toHaveLength(3);
  });
  it("not for ever, and the last reason is told", async () => {
    const { error, requests } = await draftOf([fails(429, "quota used up", NOW)], { retries: 2 });
    expect(error?.message).toMatch(/status 429 \(too many requests, or no credit left\) \(tried 3 times\): .*quota used up/);
    expect(requests).toHaveLength(3);
  });
  it("a key that is not accepted is told at once, without the key", async () => {
    const { error, requests } = await draftOf([fails(401, `Incorrect API key provided: ${KEY}`)]);
    expect(error?.message).toMatch(/status 401 \(the key is missing or not accepted\): Incorrect API key provided: \[key\]/);
    expect(requests).toHaveLength(1);
  });
  it("a hang before the first byte", async () => {
    const { error } = await draftOf([() => undefined], { silence: 150 });
    expect(error?.message).toMatch(/said nothing for 0\.15 s/);
  });
  it("a hang in the middle", async () => {
    const half: Reply = (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event({ content: '{"files"' }, null));
    };
    const { error } = await draftOf([half], { silence: 300 });
    expect(error?.message).toMatch(/said nothing/);
  });
  it("an answer that never ends", async () => {
    const drip: Reply = (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write(event({ content: " " }, null)), 20);
      response.on("close", () => clearInterval(timer));
    };
    const { error } = await draftOf([drip], { total: 400, silence: 300 });
    expect(error?.message).toMatch(/did not finish within 0\.4 s/);
  });
  it("a redirect is not followed: the prompt goes where the user said", async () => {
    const elsewhere = await chatServer(streams(json(goodDraft())));
    const moved: Reply = (response) => response.writeHead(307, { location: `${elsewhere.url}/chat/completions` }).end();
    const { error } = await draftOf([moved], { retries: 0 });
    expect(error?.message).toMatch(/can not be reached/);
    expect(elsewhere.requests).toEqual([]);
  });
  it("nobody listens", async () => {
    const backend = modelBackend({ url: "http://127.0.0.1:1/v1", model: "m" }, {}, { ...LIMITS, retries: 0 });
    await expect(backend.generate(await sampleTask(sampleWorkspace().root), context())).rejects.toThrow(/can not be reached/);
  });
  it("cancelled: the reason is passed on and the connection is closed", async () => {
    const cancel = new AbortController();
    const reason = new Error("enough");
    let closed = false;
    const hang: Reply = (response) => {
      response.on("close", () => (closed = true));
      cancel.abort(reason);
    };
    const server = await served([hang]);
    const task = await sampleTask(sampleWorkspace().root);
    await expect(server.backend.generate(task, context(cancel.signal))).rejects.toBe(reason);
    await vi.waitFor(() => expect(closed).toBe(true));
  });
});

it("neither prompts nor keys nor warnings are printed", async () => {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((chunk) => (printed.push(String(chunk)), true));
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(" ")));
  const outcomes = [
    await draftOf([streams(json(goodDraft()))]),
    await draftOf([fails(400, "bad")]),
    await draftOf([fails(500, `bad ${KEY}`, NOW)], { retries: 1 }),
    await draftOf([streams("no")]),
  ];
  vi.restoreAllMocks();
  expect(printed).toEqual([]);
  for (const { error, told } of outcomes) {
    const { inspect } = await import("node:util");
    const shown = `${inspect(error, { depth: 9 })} ${told.join(" ")}`;
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("You write one complete module");
    expect(shown).not.toContain("schema_version");
  }
});

it("keeps the contract of every backend", async () => {
  const { url } = await chatServer(streams(json(goodDraft())));
  await checkBackend(() => Promise.resolve(modelBackend({ url, model: "m" }, {})), await sampleTask(sampleWorkspace().root));
});
