import { symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { PULL, PUSH, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// Files that an editor names by another path than the one they have, and folders that are taken out of the editor.

const BROKEN = "api/payments_webhook_adapter.py";
const TESTS = "tests/test_orders_webhook.py";
const NAME = "duplicate_event_deduped";

/** The sample in a folder, and the link `other` beside it that leads there. */
function linked(): { workspace: ReturnType<typeof ordersWorkspace>; other: (name: string) => string } {
  const workspace = ordersWorkspace();
  const beside = folder();
  symlinkSync(workspace.root, beside.path("other"));
  return { workspace, other: (name) => beside.path(`other/${name}`) };
}

async function at(client: MemoryClient, method: string, path: string, text: string, more: Json = {}): Promise<Json> {
  const { [0]: before = "" } = more.text.split(text) as string[];
  const lines = before.split("\n");
  const position = { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + 1 };
  return client.request(method, { textDocument: { uri: uriOf(path) }, position, context: { includeDeclaration: true } });
}

describe.each([
  ["a buffer opened through a link, the folder by its own path", false],
  ["a buffer opened by its own path, the folder through a link", true],
])("%s", (_, isFolderLinked) => {
  test("has its findings and its links, under the name that the editor gave it", async () => {
    const { workspace, other } = linked();
    const [root, name] = isFolderLinked ? [dirname(other("x")), workspace.path] : [workspace.root, other];
    const client = await MemoryClient.start({ roots: [root] });
    client.open(name(BROKEN), workspace.read(BROKEN));
    expect(shown(await client.diagnostics(name(BROKEN), (found) => found.length > 0))).toContain("random_uuid@53");
    // Its spec is open by the other name.
    const spec = isFolderLinked ? other(ORDERS_SPEC) : workspace.path(ORDERS_SPEC);
    const text = workspace.read(ORDERS_SPEC);
    client.open(spec, text);
    client.open(name(TESTS), workspace.read(TESTS));
    const [test_] = (await at(client, "textDocument/definition", spec, NAME, { text })) as Json[];
    expect(test_.uri).toBe(uriOf(name(TESTS)));
    const back = (await at(client, "textDocument/definition", name(TESTS), `test_${NAME}`, {
      text: workspace.read(TESTS),
    })) as Json[];
    expect(back.map(({ uri }) => uri as string)).toEqual([uriOf(spec)]);
    // What is typed counts.
    client.change(name(BROKEN), "import os\n");
    await client.diagnostics(name(BROKEN), (found) => found.length > 0 && !found.includes("random_uuid@53"));
    // Closed, it is a file of the folder again.
    client.close(name(BROKEN));
    const own = isFolderLinked ? other(BROKEN) : workspace.path(BROKEN);
    await client.diagnostics(own, (found) => found.includes("random_uuid@53"));
    expect(client.published(name(BROKEN)).at(-1)?.diagnostics).toEqual([]);
  });
});

test("a folder inside that is a link leads to the file itself", async () => {
  const workspace = ordersWorkspace();
  symlinkSync("api", workspace.path("linked"));
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const path = workspace.path(BROKEN.replace("api/", "linked/"));
  client.open(path, workspace.read(BROKEN));
  expect(shown(await client.diagnostics(path, (found) => found.length > 0))).toContain("random_uuid@53");
});

test("a client that pulls gets the same of a buffer opened through a link", async () => {
  const { workspace, other } = linked();
  const client = await MemoryClient.start({ roots: [workspace.root], capabilities: PULL });
  client.open(other(BROKEN), workspace.read(BROKEN));
  const report: Json = await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf(other(BROKEN)) } });
  expect(shown(report.items)).toContain("random_uuid@53");
});

test("a folder taken out of the editor has no findings and no links, though its files stay open; put back it has them again", async () => {
  const [one, two] = [ordersWorkspace(), ordersWorkspace()];
  const client = await MemoryClient.start({ roots: [one.root, two.root], capabilities: PUSH });
  const text = one.read(ORDERS_SPEC);
  client.open(one.path(BROKEN), one.read(BROKEN));
  client.open(one.path(ORDERS_SPEC), text);
  client.open(two.path(BROKEN), two.read(BROKEN));
  await client.diagnostics(one.path(BROKEN), (found) => found.includes("random_uuid@53"));
  await client.diagnostics(two.path(BROKEN), (found) => found.includes("random_uuid@53"));
  const leads = async (): Promise<number> =>
    ((await at(client, "textDocument/definition", one.path(ORDERS_SPEC), NAME, { text })) as Json[] | null)?.length ?? 0;
  expect(await leads()).toBe(1);
  const change = (added: string[], removed: string[]): void =>
    client.notify("workspace/didChangeWorkspaceFolders", {
      event: {
        added: added.map((path) => ({ uri: uriOf(path), name: path })),
        removed: removed.map((path) => ({ uri: uriOf(path), name: path })),
      },
    });
  change([], [one.root]);
  await client.diagnostics(one.path(BROKEN), (found) => found.length === 0);
  await client.settled();
  const left = client.notifications.filter(({ method }) => method === "textDocument/publishDiagnostics");
  const last = new Map(left.map(({ params }) => [params.uri as string, params.diagnostics.length as number]));
  expect([...last].filter(([uri, count]) => uri.startsWith(uriOf(one.root)) && count > 0)).toEqual([]);
  expect(await leads()).toBe(0);
  expect(shown(client.published(two.path(BROKEN)).at(-1)?.diagnostics ?? [])).toContain("random_uuid@53");
  const symbols: Json[] = await client.request("workspace/symbol", { query: NAME });
  expect(symbols.filter(({ location }) => (location.uri as string).startsWith(uriOf(one.root)))).toEqual([]);
  change([one.root], []);
  await client.diagnostics(one.path(BROKEN), (found) => found.includes("random_uuid@53"));
  expect(await leads()).toBe(1);
});
