import { beforeAll, expect, test } from "vitest";
import { PUSH, uriOf, type Json } from "./client.ts";
import type { Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// What is shown beside a spec's names, and the ways along calls and names.

const ADAPTER = "api/orders_webhook_adapter.py";
const ROUTES = "api/routes/orders_webhook.py";
const TESTS = "tests/test_orders_webhook.py";
const SERVICE = "memory/substrate_service.py";
let client: MemoryClient;
let workspace: ReturnType<typeof ordersWorkspace>;
const settings: Json = {};

beforeAll(async () => {
  const finishers: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void finishers.push(end);
  workspace = ordersWorkspace({ finished });
  const answers = { "workspace/configuration": ({ items }: Json) => (items as unknown[]).map(() => settings as unknown) };
  client = await MemoryClient.start(
    { roots: [workspace.root], capabilities: { ...PUSH, window: { ...PUSH.window, showDocument: { support: true } } }, answers },
    finished,
  );
  for (const name of [ORDERS_SPEC, ROUTES, SERVICE]) client.open(workspace.path(name), workspace.read(name));
  return async () => {
    for (const end of finishers.reverse()) await end();
  };
});

const shownUri = (uri: string): string => uri.replace(`${uriOf(workspace.root)}/`, "");

function positionOf(file: string, text: string): Json {
  const lines = (workspace.read(file).split(text)[0] ?? "").split("\n");
  return { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + 1 };
}

function lineOf(file: string, text: string): number {
  return (positionOf(file, text).line as number) + 1;
}

async function hints(from: number, to: number): Promise<string[]> {
  const textDocument = { uri: uriOf(workspace.path(ORDERS_SPEC)) };
  const range = { start: { line: from, character: 0 }, end: { line: to, character: 0 } };
  const found: Json[] = await client.request("textDocument/inlayHint", { textDocument, range });
  return found.map(
    ({ position, label }) =>
      `${workspace.read(ORDERS_SPEC).split("\n")[position.line as number]?.trim() ?? ""} ${label as string}`,
  );
}

test("behind an acceptance name stands its test, or that there is none; only of the lines that are asked for", async () => {
  const line = lineOf(ORDERS_SPEC, "stale_timestamp_rejected") - 1;
  const test = `test_stale_timestamp_rejected:${lineOf(TESTS, "test_stale_timestamp_rejected")}`;
  expect(await hints(line, line)).toEqual([`- stale_timestamp_rejected ✓ ${test}`]);
  expect(await hints(0, 500)).toHaveLength(14);
  const text = workspace.read(TESTS);
  client.open(workspace.path(TESTS), text.replace("def test_stale_timestamp_rejected", "def stale"));
  expect(await hints(line, line)).toEqual(["- stale_timestamp_rejected ✗ no test"]);
  client.close(workspace.path(TESTS));
  expect(await hints(line, line)).toEqual([`- stale_timestamp_rejected ✓ ${test}`]);
});

test("modules, routes, packet types, acceptance names and contracts are symbols of the workspace", async () => {
  const ask = async (query: string): Promise<string[]> =>
    (await client.request<Json[]>("workspace/symbol", { query })).map(
      ({ name, location, containerName }) => `${name as string} ${containerName ?? ""} ${shownUri(location.uri as string)}`,
    );
  expect(await ask("orders_webhook.in")).toEqual([`orders_webhook.in orders_webhook ${ORDERS_SPEC}`]);
  expect(await ask("post/webhooks/orders")).toEqual([`POST /webhooks/orders orders_webhook ${ORDERS_SPEC}`]);
  expect(await ask("dupevdedup")).toContain(`duplicate_event_deduped orders_webhook ${ORDERS_SPEC}`);
  expect(await ask("SubstrateService")).toContain(`MemorySubstrateService memory.substrate_service ${SERVICE}`);
  expect((await ask("ordersweb"))[0]).toBe(`orders_webhook  ${ORDERS_SPEC}`);
  expect(await ask("no such name")).toEqual([]);
});

async function items(method: string, item: Json): Promise<Json[]> {
  const found: Json[] = await client.request(`callHierarchy/${method}`, { item });
  return found.map((call) => call.to ?? call.from);
}

test("calls lead from a route of the spec to the methods of services, and back", async () => {
  const textDocument = { uri: uriOf(workspace.path(ORDERS_SPEC)) };
  const [route] = await client.request<Json[]>("textDocument/prepareCallHierarchy", {
    textDocument,
    position: positionOf(ORDERS_SPEC, "/webhooks/orders"),
  });
  expect(route).toMatchObject({ name: "receive_order_event", uri: uriOf(workspace.path(ROUTES)) });
  const [handle] = await items("outgoingCalls", route);
  expect(handle).toMatchObject({ name: "OrdersWebhookAdapter.handle", uri: uriOf(workspace.path(ADAPTER)) });
  const called = await items("outgoingCalls", handle);
  expect(called.map(({ name }) => name as string)).toEqual(
    expect.arrayContaining(["OrdersWebhookAdapter._write", "AIOSRuntime.execute_reasoning", "OrdersApiClient.acknowledge"]),
  );
  const write = called.find(({ name }) => name === "OrdersWebhookAdapter._write");
  const [service] = await items("outgoingCalls", write);
  expect(service).toMatchObject({
    name: "MemorySubstrateService.write_packet",
    detail: "contract",
    uri: uriOf(workspace.path(SERVICE)),
  });
  const callers = await items("incomingCalls", service);
  expect(callers.map(({ name }) => name as string)).toContain("OrdersWebhookAdapter._write");
  expect((await items("incomingCalls", handle)).map(({ name }) => name as string)).toEqual(["receive_order_event"]);
});

test("a contract class tells which modules use it, and its command what a change touches", async () => {
  const lenses: Json[] = await client.request("textDocument/codeLens", { textDocument: { uri: uriOf(workspace.path(SERVICE)) } });
  const lens = lenses.find(({ command }) => command.arguments[1] === "MemorySubstrateService");
  expect(lens?.command).toMatchObject({ title: "used by orders_webhook, payments_webhook", command: "l9.showImpact" });
  const impact: Json = await client.request("workspace/executeCommand", lens?.command);
  expect(impact.tests).toContain(TESTS);
  const shown = client.requests.find(({ method }) => method === "window/showDocument");
  expect(shownUri(shown?.params.uri as string)).toBe(".l9/reports/MemorySubstrateService.impact.md");
  const page = workspace.read(".l9/reports/MemorySubstrateService.impact.md");
  expect(page).toContain("# What a change of MemorySubstrateService touches\n");
  expect(page).toContain(`- [api/orders_webhook_adapter.py](${uriOf(workspace.path(ADAPTER))}#L1)\n`);
  expect(page).toMatch(/## What would be found if it were gone\n\n- \[.*\]\(.*\) `\w+`: /);
});

test("each can be switched off", async () => {
  Object.assign(settings, { inlayHints: false, codeLens: false, workspaceSymbols: false, callHierarchy: false });
  client.notify("workspace/didChangeConfiguration", { settings: {} });
  await client.settled();
  const textDocument = { uri: uriOf(workspace.path(ORDERS_SPEC)) };
  expect(await hints(0, 500)).toEqual([]);
  expect(await client.request("textDocument/codeLens", { textDocument })).toEqual([]);
  expect(await client.request("workspace/symbol", { query: "orders" })).toEqual([]);
  const position = positionOf(ORDERS_SPEC, "/webhooks/orders");
  expect(await client.request("textDocument/prepareCallHierarchy", { textDocument, position })).toBeNull();
});
