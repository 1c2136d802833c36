import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { InventionRequired } from "../../server/generate/backend.ts";
import { readAnswer } from "../../server/generate/backends/model/answer.ts";
import { modelBackend } from "../../server/generate/backends/model/backend.ts";
import { taskMessage } from "../../server/generate/backends/model/messages.ts";
import { readDraft } from "../../server/generate/draft.ts";
import { sampleTask, sampleWorkspace } from "./workspace.ts";

// What models put around an answer, and what they are told.

const DRAFT = { files: [{ path: "a.md", content: 'A brace } and a fence:\n```json\n{"files": []}\n```\n' }] };
const JSON_TEXT = JSON.stringify({ ...DRAFT, invention: null });

describe("an answer is read", () => {
  it.each([
    ["after thoughts", `<think>\nFirst {"files": the plan}…\n</think>\n\n${JSON_TEXT}`],
    ["after thoughts, in a fence", `<thinking>hm</thinking>\n\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ["in a fence that shouts", `\`\`\`JSON\n${JSON_TEXT}\n\`\`\``],
    ["in a fence of four", `\`\`\`\`json\n${JSON_TEXT}\n\`\`\`\``],
    ["after words", `Here is the module:\n\n${JSON_TEXT}`],
    ["between words and fences", `Sure!\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nTell me if {anything} is missing.`],
    ["before words", `${JSON_TEXT}\n\nI have written one file.`],
    ["written over lines", `Well: ${JSON.stringify({ ...DRAFT, invention: null }, null, 2)}`],
  ])("%s", (_, text) => {
    expect(readAnswer(text, "m")).toEqual(DRAFT);
  });

  it("a question too", () => {
    const invention = { issue: "No limit.", spec_key: "module.x", question: "Which?" };
    expect(() => readAnswer(`Hm. ${JSON.stringify({ files: [], invention })}`, "m")).toThrow(InventionRequired);
  });

  it.each([
    ["words alone", "I can not do {that}.", /no draft: I can not/],
    ["an end that is missing", `Here: ${JSON_TEXT.slice(0, 40)}`, /broke its answer off/],
    ["thoughts that never end", "<think>I wonder", /no draft/],
  ])("but not %s", (_, text, message) => {
    expect(() => readAnswer(text, "m")).toThrow(message);
  });
});

it("a path with ./ is the manifest's", () => {
  const { files } = readDraft(
    {
      files: [
        { path: "./api/x.py", content: "" },
        { path: ".\\y.py", content: "" },
        { path: ".env", content: "" },
      ],
    },
    "b",
  );
  expect(files.map(({ path }) => path)).toEqual(["api/x.py", "y.py", ".env"]);
  expect(readDraft({ files: [{ path: "../x.py", content: "" }] }, "b").files[0]?.path).toBe("../x.py");
});

it("the prompt has the header, the namespace, what is injected, what proves a row, and each contract once", async () => {
  const { root } = sampleWorkspace();
  const { content } = taskMessage(await sampleTask(root));
  for (const text of [
    "# module_id: orders_webhook",
    'MODULE_NAMESPACE = uuid5(NAMESPACE_DNS, "orders_webhook.l9.internal")',
    "substrate_service: MemorySubstrateService",
    "correlation_links: assert that a value of the in-packet equals one of the out-packet",
    'schema_version: str  # default "1.1.0"',
  ])
    expect(content).toContain(text);
  expect(content.match(/from memory\.substrate_models import PacketEnvelopeIn {2}#/g)).toHaveLength(1);
  // Rows of other kinds of modules.
  expect(content).not.toContain("ToolCallRequest_schema");
  expect(content).not.toContain("executor_modules");
  // A parameter's real default, in place of a mark for one.
  expect(content).not.toContain("= …");
});

it("an address where nobody listens is told by the first try, though others are allowed", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const backend = modelBackend({ url: `http://127.0.0.1:${String(port)}/v1`, model: "m" }, {});
  const context = { signal: new AbortController().signal, report: () => undefined };
  const failed = backend.generate(await sampleTask(sampleWorkspace().root), context);
  await expect(failed).rejects.toThrow(
    `127.0.0.1:${String(port)} can not be reached: nobody listens there (connection refused). Start the server`,
  );
});
