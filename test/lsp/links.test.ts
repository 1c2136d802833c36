import { beforeAll, expect, test } from "vitest";
import { applied, uriOf, type Json } from "./client.ts";
import type { Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// From what a spec promises to what keeps it, and back.

const TESTS = "tests/test_orders_webhook.py";
const ADAPTER = "api/orders_webhook_adapter.py";
const ROUTES = "api/routes/orders_webhook.py";
const README = "docs/orders_webhook.md";
const MODELS = "memory/substrate_models.py";
const RUNTIME = "core/agents/runtime.py";
const SERVICE = "memory/substrate_service.py";
let client: MemoryClient;
let workspace: ReturnType<typeof ordersWorkspace>;

beforeAll(async () => {
  const finishers: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void finishers.push(end);
  workspace = ordersWorkspace({ finished });
  client = await MemoryClient.start({ roots: [workspace.root] }, finished);
  for (const name of [ORDERS_SPEC, TESTS, ADAPTER, ROUTES, README, MODELS, SERVICE, RUNTIME])
    client.open(workspace.path(name), workspace.read(name));
  return async () => {
    for (const end of finishers.reverse()) await end();
  };
});

/** Asks at the first place of a text in a file; answers as `path:line` with lines from 1. */
async function at(method: string, file: string, text: string): Promise<string[]> {
  const position = positionOf(file, text);
  const answer: Json = await client.request(method, {
    textDocument: { uri: uriOf(workspace.path(file)) },
    position,
    context: { includeDeclaration: true },
  });
  const places = [answer ?? []].flat() as { uri: string; range: { start: { line: number } } }[];
  return places.map(({ uri, range }) => `${uri.replace(`${uriOf(workspace.root)}/`, "")}:${range.start.line + 1}`);
}

function positionOf(file: string, text: string): Json {
  const lines = (workspace.read(file).split(text)[0] ?? "").split("\n");
  return { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + 1 };
}

const lineOf = (file: string, text: string): string =>
  `${file}:${(workspace.read(file).split(text)[0] ?? "").split("\n").length}`;

test("an acceptance name leads to its test, and the test's name back", async () => {
  const name = "duplicate_event_deduped";
  const inSpec = lineOf(ORDERS_SPEC, name);
  const inTest = lineOf(TESTS, `test_${name}`);
  expect(await at("textDocument/definition", ORDERS_SPEC, name)).toEqual([inTest]);
  expect(await at("textDocument/definition", TESTS, `test_${name}`)).toEqual([inSpec]);
  expect(await at("textDocument/references", TESTS, `test_${name}`)).toEqual([inSpec, inTest]);
});

test("a packet type has its place in the spec, in the code, in the tests and in the document, and each leads to all of them", async () => {
  const found = await at("textDocument/references", ORDERS_SPEC, "orders_webhook.in");
  expect(found.map((place) => place.split(":")[0])).toEqual([ORDERS_SPEC, ADAPTER, TESTS, ADAPTER, TESTS, README]);
  for (const file of [ADAPTER, TESTS, README]) {
    expect(await at("textDocument/references", file, "orders_webhook.in")).toEqual(found);
    expect(await at("textDocument/definition", file, "orders_webhook.in")).toEqual([found[0]]);
  }
});

test("what a document, a test and an answer of the code name leads to the spec", async () => {
  const leads = async (file: string, text: string, to: string): Promise<void> =>
    expect({ text, to: await at("textDocument/definition", file, text) }).toEqual({ text, to: [lineOf(ORDERS_SPEC, to)] });
  await leads(README, "ORDERS_WEBHOOK_SECRET", "ORDERS_WEBHOOK_SECRET");
  await leads(README, "/webhooks/orders", "/webhooks/orders");
  await leads(ROUTES, "invalid_signature", "invalid_signature:");
});

test("an environment variable of the spec leads to where it is read", async () => {
  expect(await at("textDocument/definition", ORDERS_SPEC, "ORDERS_API_TOKEN")).toEqual([
    lineOf(ADAPTER, "ORDERS_API_TOKEN"),
    lineOf(TESTS, "ORDERS_API_TOKEN"),
  ]);
});

test("a module's id leads to the headers that name it, and back", async () => {
  const inSpec = lineOf(ORDERS_SPEC, "id: orders_webhook");
  expect(await at("textDocument/definition", ADAPTER, "orders_webhook")).toEqual([inSpec]);
  expect((await at("textDocument/definition", ORDERS_SPEC, "orders_webhook\n")).sort()).toEqual(
    ["api/clients/orders_webhook_client.py", ADAPTER, "api/routes/orders_webhook.py", TESTS].map((file) => `${file}:2`),
  );
});

test("a field of the metadata leads from the spec to the model and to what writes it, and back", async () => {
  const [model, write] = [lineOf(MODELS, "tool_id"), lineOf(ADAPTER, "tool_id=TOOL_ID")];
  expect(await at("textDocument/definition", ORDERS_SPEC, "tool_id, thread_uuid")).toEqual([model, write]);
  expect(await at("textDocument/definition", ADAPTER, "tool_id=TOOL_ID")).toEqual([model]);
  const all = await at("textDocument/references", ADAPTER, "tool_id=TOOL_ID");
  expect(all).toEqual(expect.arrayContaining([model, write, lineOf(ORDERS_SPEC, "tool_id, thread_uuid")]));
  expect(await at("textDocument/references", MODELS, "tool_id")).toEqual(all);
});

test("a method of a contract's service leads from its declaration to the code and tests that call it", async () => {
  const uses = await at("textDocument/definition", SERVICE, "write_packet");
  expect(uses).toContain(lineOf(ADAPTER, "_substrate_service.write_packet"));
  expect(uses).toContain(lineOf(TESTS, "write_packet.assert"));
  expect(await at("textDocument/definition", ADAPTER, "write_packet(")).toEqual([lineOf(SERVICE, "write_packet")]);
});

test("a member of a contract is not renamed from a module, and highlighted in it", async () => {
  const params = { textDocument: { uri: uriOf(workspace.path(ADAPTER)) }, position: positionOf(ADAPTER, "tool_id=TOOL_ID") };
  await expect(client.request("textDocument/prepareRename", params)).rejects.toThrow(
    "`PacketMetadata.tool_id` is part of a contract, which other modules rely on",
  );
  expect(await client.request("textDocument/documentHighlight", params)).toHaveLength(1);
});

test("a class and its member that a document names lead to the contract, and from there back", async () => {
  const [runtime, member] = [lineOf(RUNTIME, "class AIOSRuntime"), lineOf(RUNTIME, "execute_reasoning")];
  expect(await at("textDocument/definition", README, "AIOSRuntime.")).toEqual([runtime]);
  expect(await at("textDocument/definition", README, "execute_reasoning")).toEqual([member]);
  const uses = await at("textDocument/references", ADAPTER, "execute_reasoning");
  expect(uses).toEqual(
    expect.arrayContaining([member, lineOf(ADAPTER, "execute_reasoning"), lineOf(README, "execute_reasoning")]),
  );
  expect(await at("textDocument/references", README, "execute_reasoning")).toEqual(uses);
  const named = await at("textDocument/references", README, "AIOSRuntime.");
  expect(named).toEqual(expect.arrayContaining([runtime, lineOf(ADAPTER, "AIOSRuntime"), lineOf(README, "AIOSRuntime")]));
  expect(await at("textDocument/references", ADAPTER, "AIOSRuntime")).toEqual(named);
});

test("the model that payload_type names leads to its class, says what it is and is not renamed from the spec", async () => {
  client.change(
    workspace.path(ORDERS_SPEC),
    workspace.read(ORDERS_SPEC).replace("payload_type: JSON", "payload_type: PacketEnvelopeIn"),
  );
  // The model of this name that the module's code uses: the workspace has an older one too.
  const model = lineOf(MODELS, "class PacketEnvelopeIn");
  expect(await at("textDocument/definition", ORDERS_SPEC, "JSON\n")).toEqual([model]);
  const named = await at("textDocument/references", ORDERS_SPEC, "JSON\n");
  expect(named).toEqual(
    expect.arrayContaining([model, lineOf(ORDERS_SPEC, "payload_type: JSON"), lineOf(ADAPTER, "PacketEnvelopeIn,")]),
  );
  expect(await at("textDocument/references", MODELS, "PacketEnvelopeIn(")).toEqual(named);
  const params = { textDocument: { uri: uriOf(workspace.path(ORDERS_SPEC)) }, position: positionOf(ORDERS_SPEC, "JSON\n") };
  const hover: Json = await client.request("textDocument/hover", params);
  expect(hover.contents.value).toContain("from memory.substrate_models import PacketEnvelopeIn");
  await expect(client.request("textDocument/prepareRename", params)).rejects.toThrow(
    "`PacketEnvelopeIn` is a contract, which other modules rely on: rename it where it is declared",
  );
  expect(await client.request("textDocument/documentHighlight", params)).toHaveLength(1);
  client.change(workspace.path(ORDERS_SPEC), workspace.read(ORDERS_SPEC));
});

test("the module's own model is renamed from payload_type in spec, code and tests, or it is said why not", async () => {
  const text = workspace.read(ORDERS_SPEC).replace("payload_type: JSON", "payload_type: OrderEvent");
  client.change(workspace.path(ORDERS_SPEC), text);
  const params = { textDocument: { uri: uriOf(workspace.path(ORDERS_SPEC)) }, position: positionOf(ORDERS_SPEC, "JSON\n") };
  const edit: Json = await client.request("textDocument/rename", { ...params, newName: "ShopEvent" });
  for (const [file, before] of [[ORDERS_SPEC, text], ...[ADAPTER, ROUTES, TESTS].map((name) => [name, workspace.read(name)])] as [
    string,
    string,
  ][])
    expect(applied({ edit }, workspace.path(file), before)).toBe(before.replaceAll(/\bOrderEvent\b/g, "ShopEvent"));
  const refused = client.request("textDocument/rename", { ...params, newName: "OrdersWebhookConfig" });
  await expect(refused).rejects.toThrow("`OrdersWebhookConfig` is written in `api/orders_webhook_adapter.py` already.");
  client.change(workspace.path(ROUTES), `${workspace.read(ROUTES)}\n\nNAMES = ["OrderEvent"]\n`);
  await expect(client.request("textDocument/rename", { ...params, newName: "ShopEvent" })).rejects.toThrow(
    "`api/routes/orders_webhook.py` writes `OrderEvent` where it can not be told whether the class is meant",
  );
  for (const file of [ORDERS_SPEC, ROUTES]) client.change(workspace.path(file), workspace.read(file));
});

test("a contract in the code still leads to its class, and other words nowhere", async () => {
  const answer: Json = await client.request("textDocument/definition", {
    textDocument: { uri: uriOf(workspace.path(ADAPTER)) },
    position: { line: 0, character: 0 },
  });
  expect(answer).toBeNull();
  expect(await at("textDocument/references", ORDERS_SPEC, "module:")).toEqual([]);
});
