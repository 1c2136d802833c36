import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { applied, uriOf, type Json } from "./client.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// An editor that watches no files moves a file, writes what follows, and moves it again.

test("what an earlier move wrote into closed files counts for the next one", async () => {
  const { root, path, read } = ordersWorkspace();
  const client = await MemoryClient.start({
    roots: [root],
    capabilities: { workspace: { workspaceEdit: { documentChanges: true } } },
  });
  const move = async (from: string, to: string): Promise<void> => {
    const files = [{ oldUri: uriOf(path(from)), newUri: uriOf(path(to)) }];
    const edit: Json = await client.request("workspace/willRenameFiles", { files });
    for (const { textDocument } of edit.documentChanges as Json[]) {
      const file = (textDocument.uri as string).replace(uriOf(root), root);
      writeFileSync(file, applied({ edit }, file, readFileSync(file, "utf8")));
    }
    renameSync(path(from), path(to));
    client.notify("workspace/didRenameFiles", { files });
  };
  await move("api/clients/orders_webhook_client.py", "api/clients/orders.py");
  await move("api/clients", "api/http");
  expect(read(ORDERS_SPEC)).toContain("- api/http/orders.py\n");
  for (const file of ["api/orders_webhook_adapter.py", "api/server.py", "tests/test_orders_webhook.py", "docs/orders_webhook.md"])
    expect(read(file)).toContain("from api.http.orders import OrdersApiClient\n");
});
