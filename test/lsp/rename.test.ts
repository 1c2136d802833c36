import { beforeAll, expect, test } from "vitest";
import { applied, PUSH, uriOf, type Json } from "./client.ts";
import type { Finished } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// A name of the spec is one thing to an editor: one edit changes it everywhere.

const TESTS = "tests/test_orders_webhook.py";
const ADAPTER = "api/orders_webhook_adapter.py";
const README = "docs/orders_webhook.md";
let client: MemoryClient;
let workspace: ReturnType<typeof ordersWorkspace>;
const texts = new Map<string, string>();

beforeAll(async () => {
  const finishers: (() => void | Promise<void>)[] = [];
  const finished: Finished = (end) => void finishers.push(end);
  workspace = ordersWorkspace({ finished });
  const capabilities: Json = {
    ...PUSH,
    workspace: {
      ...PUSH.workspace,
      workspaceEdit: { documentChanges: true, resourceOperations: ["create"], changeAnnotationSupport: {} },
    },
    textDocument: { ...PUSH.textDocument, rename: { prepareSupport: true } },
  };
  client = await MemoryClient.start({ roots: [workspace.root], capabilities }, finished);
  // What the editor has counts: line ends of Windows and a character outside the basic plane before the name.
  texts.set(
    ORDERS_SPEC,
    workspace.read(ORDERS_SPEC).replace("      - orders_webhook.in", "      - 'orders_webhook.in' # 🛒 orders_webhook.in"),
  );
  texts.set(ADAPTER, workspace.read(ADAPTER).replaceAll("\n", "\r\n"));
  for (const [name, text] of texts) client.open(workspace.path(name), text);
  return async () => {
    for (const end of finishers.reverse()) await end();
  };
});

async function ask(method: string, file: string, text: string, more: Json = {}): Promise<Json> {
  const lines = ((texts.get(file) ?? workspace.read(file)).split(text)[0] ?? "").split(/\r\n|\n/);
  const position = { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + 1 };
  return client.request(method, { textDocument: { uri: uriOf(workspace.path(file)) }, position, ...more });
}

test("the name that can be changed is told with its range; where there is none, nothing is", async () => {
  expect(client.initialized.capabilities.renameProvider).toEqual({ prepareProvider: true });
  const found = await ask("textDocument/prepareRename", ORDERS_SPEC, "orders_webhook.in' #");
  expect(found).toEqual({ range: rangeOf(ORDERS_SPEC, "orders_webhook.in' #", 17), placeholder: "orders_webhook.in" });
  expect(await ask("textDocument/prepareRename", ORDERS_SPEC, "purpose:")).toBeNull();
  await expect(ask("textDocument/prepareRename", ORDERS_SPEC, "downstream_failure:")).resolves.toMatchObject({
    placeholder: "downstream_failure",
  });
});

test("a packet type is changed in open and closed files by one edit", async () => {
  const edit = await ask("textDocument/rename", ADAPTER, 'orders_webhook.in"', { newName: "orders_webhook.received" });
  const versions = Object.fromEntries(
    (edit.documentChanges as Json[]).map(({ textDocument: { uri, version } }) => [
      uri.replace(`${uriOf(workspace.root)}/`, ""),
      version,
    ]),
  );
  expect(versions).toEqual({ [ORDERS_SPEC]: 1, [ADAPTER]: 1, [TESTS]: null, [README]: null });
  expect(edit.changeAnnotations).toBeUndefined();
  for (const file of Object.keys(versions)) {
    const before = texts.get(file) ?? workspace.read(file);
    const after = applied({ edit }, workspace.path(file), before);
    expect(after).toBe(before.replaceAll(/orders_webhook\.in\b/g, "orders_webhook.received"));
  }
});

test("a route is asked for, whatever names it", async () => {
  const edit = await ask("textDocument/rename", ORDERS_SPEC, "/webhooks/orders", { newName: "/webhooks/order-events" });
  const [annotation] = Object.values(edit.changeAnnotations as Record<string, Json>);
  expect(annotation).toMatchObject({
    needsConfirmation: true,
    description: expect.stringContaining("until it calls `/webhooks/order-events`"),
  });
  const annotated = (edit.documentChanges as Json[]).flatMap(({ edits }) => edits as Json[]);
  expect(annotated.every(({ annotationId }) => annotationId in edit.changeAnnotations)).toBe(true);
  const routes = applied(
    { edit },
    workspace.path("api/routes/orders_webhook.py"),
    workspace.read("api/routes/orders_webhook.py"),
  );
  expect(routes).toContain('@router.post("/order-events"');
});

test("what can not be is refused with the reason", async () => {
  const refused = ask("textDocument/rename", ORDERS_SPEC, "orders_webhook.out", { newName: "orders_webhook.error" });
  await expect(refused).rejects.toThrow("The module has the packet type `orders_webhook.error` already.");
});

test("every place of a name in a file is highlighted, the one of the constant too", async () => {
  const places = (await ask("textDocument/documentHighlight", ADAPTER, "ORDERS_API_TOKEN")) as Json[];
  expect(places).toEqual([{ range: rangeOf(ADAPTER, "ORDERS_API_TOKEN", 16), kind: 1 }]);
  expect(await ask("textDocument/documentHighlight", ORDERS_SPEC, "orders_webhook.in' #")).toHaveLength(2);
  expect(await ask("textDocument/documentHighlight", ADAPTER, "import os")).toBeNull();
});

test("a file that is about to move takes its entry in the spec and its imports along", async () => {
  expect(client.initialized.capabilities.workspace?.fileOperations?.willRename).toBeDefined();
  const [oldUri, newUri] = [ADAPTER, "api/adapters/orders.py"].map((name) => uriOf(workspace.path(name)));
  const edit = await client.request("workspace/willRenameFiles", { files: [{ oldUri, newUri }] });
  const after = (file: string): string => applied({ edit }, workspace.path(file), texts.get(file) ?? workspace.read(file));
  expect(after(ORDERS_SPEC)).toContain("      - api/adapters/orders.py\n");
  expect(after(TESTS)).toContain("from api.adapters.orders import (");
  expect(after("api/routes/orders_webhook.py")).toContain("from api.adapters.orders import OrderEvent");
  expect(after(README)).toContain("from api.adapters.orders import OrdersWebhookAdapter, OrdersWebhookConfig");
});

function rangeOf(file: string, text: string, length: number): Json {
  const lines = ((texts.get(file) ?? workspace.read(file)).split(text)[0] ?? "").split(/\r\n|\n/);
  const start = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { start, end: { ...start, character: start.character + length } };
}
