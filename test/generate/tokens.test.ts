import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { modelBackend } from "../../server/generate/backends/model/backend.ts";
import { tokensLine, type Tokens } from "../../server/generate/tokens.ts";
import { coldRun, folder } from "../cli/run.ts";
import { chatServer, fails, streams, streamsCounted } from "./chat-server.ts";
import { draftWith, goodDraft, runIn, sampleTask, sampleWorkspace, SPEC } from "./workspace.ts";

const BAD = draftWith(
  "api/orders_webhook_adapter.py",
  (text) => `from uuid import uuid4\n${text}\n\nthread_id: str = str(uuid4())\n`,
);
const json = (draft: object): string => JSON.stringify({ invention: null, ...draft });

it("counts each request and all of them, in what a run gives and in the line below the attestation", async () => {
  const { url } = await chatServer(streamsCounted(json(BAD), 1200, 34), streamsCounted(json(goodDraft()), 2000, 56));
  const { root } = sampleWorkspace();
  const { result } = await runIn(root, modelBackend({ url, model: "m" }, {}), { maxRepairs: 3 });
  expect(result).toMatchObject({
    status: "attested",
    tokens: [
      { read: 1200, written: 34 },
      { read: 2000, written: 56 },
    ],
  });
  expect(tokensLine(result.tokens)).toBe(
    "Tokens, as the provider counts them: 3200 read and 90 written in 2 requests (1200 + 2000 read, 34 + 56 written).\n",
  );
});

it("a run that is blocked has cost something too, and so has an answer that was no draft", async () => {
  const { url } = await chatServer(streamsCounted("I can not.", 10, 2), streamsCounted(json(BAD), 20, 3));
  const { result } = await runIn(sampleWorkspace().root, modelBackend({ url, model: "m" }, {}), { maxRepairs: 0 });
  expect(result).toMatchObject({ status: "blocked", tokens: [{ read: 10 }, { read: 20 }] });
});

it.each<[readonly Tokens[], string]>([
  [[], ""],
  [[{ read: null, written: null }], ""],
  [[{ read: 5, written: 1 }], "Tokens, as the provider counts them: 5 read and 1 written in one request.\n"],
  [
    [
      { read: 5, written: null },
      { read: null, written: null },
    ],
    "Tokens, as the provider counts them: at least 5 read and an unknown number written in 2 requests (5 + ? read, ? + ? written).\n",
  ],
])("says no more than is known: %o", (requests, line) => {
  expect(tokensLine(requests)).toBe(line);
});

it("a server that refuses to be asked for its count is asked without", async () => {
  const { url, requests } = await chatServer(fails(400, "Unknown parameter: stream_options"), streams(json(goodDraft())));
  const told: string[] = [];
  const spent: Tokens[] = [];
  const context = {
    signal: new AbortController().signal,
    report: (text: string) => told.push(text),
    spent: (one: Tokens) => spent.push(one),
  };
  const draft = await modelBackend({ url, model: "m" }, {}).generate(await sampleTask(sampleWorkspace().root), context);
  expect(draft).toEqual(goodDraft());
  expect(requests.map(({ body }) => body.stream_options)).toEqual([{ include_usage: true }, undefined]);
  expect(spent).toEqual([{ read: null, written: null }]);
  expect(told.at(-1)).toMatch(/ characters$/);
});

it("the command line tells it in the summary, in JSON and in the report; a program can count too", () => {
  const { root } = sampleWorkspace();
  const agent = folder({
    "agent.mjs": `console.log('{"tokens": {"read": 700, "written": 80}}'); console.log(${JSON.stringify(JSON.stringify(goodDraft()))});`,
  });
  const report = join(agent, "report.md");
  const command = `"${process.execPath}" "${join(agent, "agent.mjs")}"`;
  const run = (...flags: string[]): string =>
    coldRun(["generate", SPEC, "--dry-run", "--backend", "command", "--command", command, ...flags], { cwd: root }).stdout;
  const line = "Tokens, as the provider counts them: 700 read and 80 written in one request.";
  expect(run("--stat", "--report", report)).toContain(line);
  expect(readFileSync(report, "utf8")).toContain(line);
  expect(JSON.parse(run("--format", "json")).tokens).toEqual([{ read: 700, written: 80 }]);
});
