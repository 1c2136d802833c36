import { expect, test } from "vitest";
import { PULL, shown, type Json } from "./client.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";
import type { Diagnostic } from "vscode-languageserver/node";

// A document that has no name yet is checked as a file of the module that its header names.

const ADAPTER = "api/orders_webhook_adapter.py";
const URI = "untitled:Untitled-1";
const HEADER = "# module_id: orders_webhook\n";

function open(client: MemoryClient, text: string, languageId = "python"): void {
  client.versions.set(URI, 1);
  client.notify("textDocument/didOpen", { textDocument: { uri: URI, languageId, version: 1, text } });
}

function change(client: MemoryClient, text: string, version: number): void {
  client.versions.set(URI, version);
  client.notify("textDocument/didChange", { textDocument: { uri: URI, version }, contentChanges: [{ text }] });
}

const published = (client: MemoryClient): { version?: number; diagnostics: Diagnostic[] }[] =>
  client.notifications
    .filter(({ method, params }) => method === "textDocument/publishDiagnostics" && params.uri === URI)
    .map(({ params }) => params as { version?: number; diagnostics: Diagnostic[] });

async function found(client: MemoryClient, version: number | undefined): Promise<string[]> {
  const last = (): Json => published(client).at(-1);
  await client.until(
    () => last() !== undefined && last().version === version,
    () => `no publish for version ${String(version)}: ${JSON.stringify(published(client))}`,
  );
  return shown(last().diagnostics);
}

test("another state of a file of the module has what that file would have, and nothing changes for the file", async () => {
  const { root, read, path } = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [root] });
  const text = read(ADAPTER);
  client.open(path(ADAPTER), text);
  expect(shown(await client.diagnostics(path(ADAPTER)))).toEqual([]);
  open(client, `${text}\n\ndef extra(one):\n    return one\n`);
  const line = text.split("\n").length + 2;
  expect(await found(client, 1)).toEqual([`missing_type_hints@${line}`]);
  // The module as it is has no finding of it.
  change(client, text, 2);
  expect(await found(client, 2)).toEqual([]);
  await client.settled();
  for (const name of [ADAPTER, ORDERS_SPEC])
    expect(client.published(path(name)).flatMap(({ diagnostics }) => shown(diagnostics))).toEqual([]);
});

test("a new file has what rules find in it by itself; without the header, and closed, nothing", async () => {
  const { root } = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [root] });
  const body =
    "import logging\n\nimport structlog\n\nlogger = structlog.get_logger(__name__)\nlogger.info(f'got {logging.INFO}')\n";
  open(client, HEADER + body);
  const first = await found(client, 1);
  expect(first).toEqual(expect.arrayContaining(["forbidden_import@2", "unstructured_log@7"]));
  expect(first.filter((one) => one.startsWith("unplanned_file"))).toEqual([]);
  change(client, body, 2);
  expect(await found(client, 2)).toEqual([]);
  change(client, HEADER + body, 3);
  expect(await found(client, 3)).toEqual(first);
  client.versions.delete(URI);
  client.notify("textDocument/didClose", { textDocument: { uri: URI } });
  expect(await found(client, undefined)).toEqual([]);
});

test("a module that no spec describes, another language and another scheme are left alone", async () => {
  const { root } = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [root] });
  open(client, "# module_id: nobodys_module\nimport logging\n");
  change(client, `${HEADER}import logging\n`, 2);
  expect(await found(client, 2)).not.toEqual([]);
  const text = `${HEADER}import logging\n`;
  client.notify("textDocument/didOpen", { textDocument: { uri: "git:/a.py", languageId: "python", version: 1, text } });
  client.notify("textDocument/didOpen", { textDocument: { uri: "untitled:b", languageId: "plaintext", version: 1, text } });
  await client.settled();
  const about = client.notifications.filter(({ params }) => /^git:|untitled:b/.test(String(params?.uri)));
  expect(about).toEqual([]);
});

test("a client that pulls gets the same", async () => {
  const { root } = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  open(client, `${HEADER}import logging\n`);
  const report: Json = await client.request("textDocument/diagnostic", { textDocument: { uri: URI } });
  expect(shown(report.items)).toContain("forbidden_import@2");
});
