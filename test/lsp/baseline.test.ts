import { renameSync, rmSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { baselineText } from "../../server/lint/baseline-file.ts";
import { entryOf } from "../../server/lint/baseline.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadConfig } from "../../server/project/config.ts";
import { Text } from "../../server/syntax/text.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import type { ModuleStatusResult } from "../../server/lsp/messages/module-status.ts";
import { PULL, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_SPEC, ordersWorkspace } from "./orders.ts";

// What the command line leaves out because a baseline records it, the editor does not show; gates and attestation see all.

beforeAll(() => loadPython());

const CONFIG = { "l9.config.yaml": "scope: all\nbaseline: known.json\n" };
const UNUSED = "import os\n";

/** The baseline of everything that is found in these files now. */
async function recorded(root: string, paths: readonly string[]): Promise<string> {
  const { config } = await loadConfig(root, { userFile: null });
  const linter = new Linter(root, config);
  linter.scan();
  const entries = paths.flatMap((path) => {
    const read = linter.files.read(path);
    const text = new Text("text" in read ? read.text : "");
    return linter.check(path).map((finding) => entryOf(finding, text, root));
  });
  linter.dispose();
  return baselineText(entries);
}

test("known findings are not shown, with a line in the log; new ones are, and all of them when the file changes", async () => {
  const { root, path, write } = folder({ ...CONFIG, "a.py": UNUSED, "sub/b.py": UNUSED });
  write("known.json", await recorded(root, [path("a.py"), path("sub/b.py")]));
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), `\n${UNUSED}`);
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
  client.change(path("a.py"), `${UNUSED}import sys\n`);
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@2"]);
  expect(client.published(path("sub/b.py"))).toEqual([]);
  const logged = client.notifications.filter(({ method }) => method === "window/logMessage").map(({ params }) => params.message);
  expect(logged).toEqual([expect.stringContaining("known.json records 2 known findings in 2 files: not shown")]);

  write("known.json", baselineText([]));
  client.watched(path("known.json"), 2);
  await client.diagnostics(path("a.py"), (found) => found.length === 2);
  await client.diagnostics(path("sub/b.py"), (found) => found.length === 1);
});

test("a broken baseline hides nothing and is told once; mended, it counts again", async () => {
  const { root, path, write } = folder({ ...CONFIG, "a.py": UNUSED });
  const good = await recorded(root, [path("a.py")]);
  write("known.json", "<<<<<<< HEAD\n");
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  client.watched(path("known.json"), 2);
  await client.settled();
  const told = client.notifications.filter(({ method }) => method === "window/showMessage").map(({ params }) => params.message);
  expect(told).toEqual([
    expect.stringMatching(/^The baseline .*known\.json is not used, so every finding is shown: it has the marks/),
  ]);
  write("known.json", good);
  client.watched(path("known.json"), 2);
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
  rmSync(path("known.json"));
  client.watched(path("known.json"), 3);
  await client.diagnostics(path("a.py"), (found) => found.length === 1);
});

test("a client that pulls gets the same, open or not, and is asked to pull again when the baseline changes", async () => {
  const { root, path, write } = folder({ ...CONFIG, "a.py": UNUSED, "b.py": UNUSED });
  write("known.json", await recorded(root, [path("a.py")]));
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  client.open(path("a.py"), UNUSED);
  expect((await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf(path("a.py")) } })).items).toEqual([]);
  const all = await client.request("workspace/diagnostic", { previousResultIds: [] });
  expect(all.items.map(({ uri }: { uri: string }) => uri)).toEqual([uriOf(path("b.py"))]);
  write("known.json", baselineText([]));
  client.watched(path("known.json"), 2);
  const isRefresh = ({ method }: { method: string }): boolean => method === "workspace/diagnostic/refresh";
  await client.until(
    () => client.requests.some(isRefresh),
    () => "no refresh",
  );
  const again = await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf(path("a.py")) } });
  expect(shown(again.items)).toEqual(["unused_imports@1"]);
});

test("a renamed file keeps its known findings, until the old one is back", async () => {
  const { root, path, write } = folder({ ...CONFIG, "a.py": UNUSED });
  write("known.json", await recorded(root, [path("a.py")]));
  const client = await MemoryClient.start({ roots: [root] });
  write("c.py", UNUSED);
  client.watched(path("c.py"), 1);
  await client.diagnostics(path("c.py"), (found) => found.length === 1);
  renameSync(path("a.py"), path("b.txt"));
  client.watched(path("a.py"), 3);
  await client.diagnostics(path("c.py"), (found) => found.length === 0);
  renameSync(path("b.txt"), path("a.py"));
  client.watched(path("a.py"), 1);
  await client.diagnostics(path("c.py"), (found) => found.length === 1);
});

test("gates and attestation of a module see what the baseline hides", async () => {
  const workspace = ordersWorkspace();
  const adapter = workspace.path("api/orders_webhook_adapter.py");
  workspace.write(
    "api/orders_webhook_adapter.py",
    `${workspace.read("api/orders_webhook_adapter.py")}\nX: int = 1  # type: ignore\n`,
  );
  workspace.write("l9.config.yaml", "baseline: known.json\n");
  workspace.write("known.json", await recorded(workspace.root, [adapter]));
  const client = await MemoryClient.start({ roots: [workspace.root] });
  client.open(adapter, workspace.read("api/orders_webhook_adapter.py"));
  client.open(workspace.path(ORDERS_SPEC), workspace.read(ORDERS_SPEC));
  await client.diagnostics(adapter, (found) => found.length === 0);
  const status: ModuleStatusResult = await client.request("l9/moduleStatus", {
    textDocument: { uri: uriOf(workspace.path(ORDERS_SPEC)) },
  });
  expect(status.checks.find(({ name }) => name === "no_type_ignore")).toMatchObject({
    open: false,
    blocking: [{ rule: "type_ignore", uri: uriOf(adapter) }],
  });
});
