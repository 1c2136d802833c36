import { expect, test } from "vitest";
import type { ModuleStatusResult } from "../../server/lsp/messages/module-status.ts";
import { PUSH, shown, uriOf, type Json } from "./client.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// The gates of a module in the editor, and findings that follow unsaved edits of the contracts they rest on.

const ADAPTER = "api/orders_webhook_adapter.py";
const TESTS = "tests/test_orders_webhook.py";
const MODELS = "memory/substrate_models.py";
const PAYMENTS_SPEC = "specs/Module-Spec-payments_webhook.yaml";
const SHOWING: Json = { ...PUSH, window: { ...PUSH.window, showDocument: { support: true } } };

async function lenses(client: MemoryClient, path: string): Promise<{ range: Json; command: Json }[]> {
  return client.request("textDocument/codeLens", { textDocument: { uri: uriOf(path) } });
}

async function titles(client: MemoryClient, path: string): Promise<string[]> {
  return (await lenses(client, path)).map(({ command }) => command.title as string);
}

async function status(client: MemoryClient, path: string): Promise<ModuleStatusResult> {
  return client.request("l9/moduleStatus", { textDocument: { uri: uriOf(path) } });
}

async function opened(
  names: readonly string[],
  capabilities: Json = PUSH,
): Promise<{ client: MemoryClient; workspace: ReturnType<typeof ordersWorkspace> }> {
  const workspace = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [workspace.root], capabilities });
  for (const name of names) client.open(workspace.path(name), workspace.read(name));
  return { client, workspace };
}

test("a clean module's spec shows the generation and all gates on its module line, each at the key that it is about", async () => {
  const { client, workspace } = await opened([ORDERS_SPEC]);
  const path = workspace.path(ORDERS_SPEC);
  const lines = workspace.read(ORDERS_SPEC).split("\n");
  const found = await lenses(client, path);
  expect(
    found.map(({ range, command }) => `${lines[range.start.line as number]?.trim() ?? ""} ${command.title as string}`),
  ).toEqual([
    "module: Generate module orders_webhook",
    "module: ✓ 11 gates and checks",
    "id: orders_webhook spec_valid ✓",
    "interfaces: contracts_clear ✓",
    "packet_contract: contracts_extracted ✓",
    "identity: identity_resolved tool_id",
    "acceptance: tests_prove_contracts ✓",
    "repo: no_forbidden_patterns ✓",
    "repo: no_type_ignore ✓",
    "repo: no_unused_imports ✓",
    "acceptance: evidence_table_complete ✓",
  ]);
  expect(found[0]?.command).toMatchObject({ command: "l9.generate", arguments: [uriOf(path)] });
  expect(found[1]?.command).toMatchObject({ command: "l9.showBlocking", arguments: [uriOf(path), "files_read"] });
});

test("files that are no spec have no lenses and no status", async () => {
  const { client, workspace } = await opened([ADAPTER]);
  expect(await lenses(client, workspace.path(ADAPTER))).toEqual([]);
  expect(await status(client, workspace.path(ADAPTER))).toBeNull();
  expect(await status(client, workspace.path(ORDERS_SPEC))).toBeNull();
});

test("the status names what blocks, where, with what is typed right now", async () => {
  const { client, workspace } = await opened([ORDERS_SPEC, ADAPTER]);
  const spec = workspace.path(ORDERS_SPEC);
  const before = await status(client, spec);
  expect(before.module).toBe("orders_webhook");
  expect(before.identity).toBe("tool_id");
  expect([...before.gates, ...before.checks].filter(({ open }) => !open)).toEqual([]);
  const text = workspace.read(ADAPTER);
  client.change(workspace.path(ADAPTER), text.replace("import os\n", "import logging\nimport os\n"));
  const after = await status(client, spec);
  const blocked = [...after.gates, ...after.checks].filter(({ open }) => !open);
  expect(blocked.map(({ name }) => name)).toContain("no_forbidden_patterns");
  const imports = blocked.find(({ name }) => name === "no_forbidden_patterns");
  expect(imports?.blocking.map(({ rule }) => rule)).toContain("forbidden_import");
  expect(imports?.blocking[0]).toMatchObject({
    uri: uriOf(workspace.path(ADAPTER)),
    range: { start: { line: text.split("\n").indexOf("import os") } },
  });
  expect(await titles(client, spec)).toContain(`no_forbidden_patterns ✗ ${imports?.blocking.length ?? 0}`);
  client.change(workspace.path(ADAPTER), text);
  expect(await titles(client, spec)).toContain("no_forbidden_patterns ✓");
});

test("a check whose rules are switched off is neither passed nor blocked", async () => {
  const workspace = ordersWorkspace();
  workspace.write("l9.config.yaml", "rules: {forbidden_import: off}\n");
  const client = await MemoryClient.start({ roots: [workspace.root] });
  client.open(workspace.path(ORDERS_SPEC), workspace.read(ORDERS_SPEC));
  expect(await titles(client, workspace.path(ORDERS_SPEC))).toContain("no_forbidden_patterns off");
  const found = await status(client, workspace.path(ORDERS_SPEC));
  expect(found.checks.find(({ name }) => name === "no_forbidden_patterns")).toMatchObject({
    open: true,
    off: ["forbidden_import"],
  });
});

test("an unreadable Space file closes files_read", async () => {
  const workspace = ordersWorkspace();
  workspace.write("space/openapi.json", "{");
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const spec = workspace.path(ORDERS_SPEC);
  client.open(spec, workspace.read(ORDERS_SPEC));
  expect(await titles(client, spec)).toContain("✗ 2 of 11: files_read 1, space_files_read 1");
  expect((await status(client, spec)).gates[0]?.blocking[0]).toMatchObject({
    uri: uriOf(workspace.path("space/openapi.json")),
    rule: "space_file_unread",
  });
});

async function show(client: MemoryClient, path: string, name: string): Promise<void> {
  await client.request("workspace/executeCommand", { command: "l9.showBlocking", arguments: [uriOf(path), name] });
}

function messages(client: MemoryClient): Json[] {
  return client.notifications.filter(({ method }) => method === "window/showMessage").map(({ params }) => params);
}

test.each([
  ["shows the first place to a client that can show one", SHOWING, 1],
  ["tells a client that can not", PUSH, 0],
])("l9.showBlocking %s", async (_, capabilities, documents) => {
  const { client, workspace } = await opened([PAYMENTS_SPEC], capabilities);
  const spec = workspace.path(PAYMENTS_SPEC);
  const check = (await status(client, spec)).checks.find(({ name }) => name === "no_forbidden_patterns");
  const first = check?.blocking[0];
  await show(client, spec, "no_forbidden_patterns");
  const requests = client.requests.filter(({ method }) => method === "window/showDocument");
  expect(requests).toHaveLength(documents);
  if (documents > 0) expect(requests[0]?.params).toMatchObject({ uri: first?.uri, selection: first?.range, takeFocus: true });
  expect(messages(client)).toEqual([
    {
      type: 2,
      message: `no_forbidden_patterns of payments_webhook is blocked: ${first?.message ?? ""} (and ${(check?.blocking.length ?? 0) - 1} more)`,
    },
  ]);
});

test("l9.showBlocking says that nothing blocks, and refuses what is no gate", async () => {
  const { client, workspace } = await opened([ORDERS_SPEC]);
  const spec = workspace.path(ORDERS_SPEC);
  await show(client, spec, "contracts_extracted");
  expect(messages(client)).toEqual([{ type: 3, message: "Nothing blocks contracts_extracted of orders_webhook." }]);
  await expect(show(client, spec, "no_gate")).rejects.toThrow("there is no gate or check no_gate");
  await expect(show(client, workspace.path(ADAPTER), "contracts_extracted")).rejects.toThrow("no module spec");
  await expect(client.request("workspace/executeCommand", { command: "l9.showBlocking" })).rejects.toThrow(
    "needs the URI of a document",
  );
  await expect(client.request("workspace/executeCommand", { command: "l9.other", arguments: ["x"] })).rejects.toThrow(
    "there is no command l9.other",
  );
});

test("lenses are asked for again after an edit, once, by a client that can", async () => {
  const capabilities = { ...PUSH, workspace: { ...PUSH.workspace, codeLens: { refreshSupport: true } } };
  const { client, workspace } = await opened([ORDERS_SPEC, ADAPTER], capabilities);
  const refreshes = (): number => client.requests.filter(({ method }) => method === "workspace/codeLens/refresh").length;
  const refreshed = (count: number): Promise<void> =>
    client.until(
      () => refreshes() === count,
      () => `${refreshes()} refreshes`,
    );
  await refreshed(1);
  for (let edit = 0; edit < 5; edit++) client.change(workspace.path(ADAPTER), `${workspace.read(ADAPTER)}# ${edit}\n`);
  await refreshed(2);
  workspace.write(TESTS, "");
  client.watched(workspace.path(TESTS), 2);
  await refreshed(3);
  client.close(workspace.path(ADAPTER));
  await refreshed(4);
});

test("lenses are not refreshed for a client that can not", async () => {
  const { client, workspace } = await opened([ORDERS_SPEC]);
  await client.diagnostics(workspace.path(ORDERS_SPEC));
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(client.requests.map(({ method }) => method)).not.toContain("workspace/codeLens/refresh");
});

test("a field renamed in an unsaved buffer brings findings into every open user of it, and undoing takes them away", async () => {
  const { client, workspace } = await opened([MODELS, ADAPTER, TESTS]);
  const [models, adapter, tests] = [MODELS, ADAPTER, TESTS].map(workspace.path) as [string, string, string];
  expect(shown(await client.diagnostics(adapter))).toEqual([]);
  expect(shown(await client.diagnostics(tests))).toEqual([]);
  const text = workspace.read(MODELS);
  client.change(models, text.replace("    correlation_id: str", "    correlation_key: str"));
  const lineOf = (name: string, part: string): number =>
    workspace
      .read(name)
      .split("\n")
      .findIndex((line) => line.includes(part)) + 1;
  const at = lineOf(ADAPTER, "metadata=PacketMetadata(");
  const found = shown(await client.diagnostics(adapter, (now) => now.length > 0));
  expect(found).toContain(`unknown_model_field@${at}`);
  client.change(models, text);
  await client.diagnostics(adapter, (now) => now.length === 0);
  await client.diagnostics(tests, (now) => now.length === 0);
});

test("the same goes for users that are not open, and for the extract that shows the file", async () => {
  const { client, workspace } = await opened([]);
  const [models, adapter, extract] = [MODELS, ADAPTER, "space/memory.substrate_models.py.md"].map(workspace.path) as [
    string,
    string,
    string,
  ];
  // The last file of the scan: those before it have been checked.
  await client.diagnostics(workspace.path("tests/test_payments_webhook.py"), (now) => now.length > 0);
  const text = workspace.read(MODELS);
  client.open(models, text);
  client.change(models, text.replace("    correlation_id: str", "    correlation_key: str"));
  const starts = (rule: string) => (now: readonly string[]) => now.some((each) => each.startsWith(rule));
  await client.diagnostics(adapter, starts("unknown_model_field"));
  await client.diagnostics(extract, starts("space_file_stale"));
  client.close(models);
  await client.diagnostics(adapter, (now) => now.length === 0);
  await client.diagnostics(extract, (now) => now.length === 0);
});

test("an edit of a Space file does the same where only the Space knows the contract", async () => {
  const workspace = ordersWorkspace({ without: [MODELS] });
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const extract = "space/memory.substrate_models.py.md";
  const text = workspace.read(extract);
  client.open(workspace.path(ADAPTER), workspace.read(ADAPTER));
  client.open(workspace.path(extract), text, 1, "markdown");
  const none = (now: readonly string[]): boolean => now.every((each) => !each.startsWith("unknown_model_field"));
  await client.diagnostics(workspace.path(ADAPTER), none);
  client.change(workspace.path(extract), text.replaceAll("    correlation_id: str", "    correlation_key: str"));
  await client.diagnostics(workspace.path(ADAPTER), (now) => now.some((each) => each.startsWith("unknown_model_field")));
  client.change(workspace.path(extract), text);
  await client.diagnostics(workspace.path(ADAPTER), none);
  client.close(workspace.path(extract));
  workspace.write(extract, text.replaceAll("    correlation_id: str", "    correlation_key: str"));
  client.watched(workspace.path(extract), 2);
  await client.diagnostics(workspace.path(ADAPTER), (now) => now.some((each) => each.startsWith("unknown_model_field")));
});
