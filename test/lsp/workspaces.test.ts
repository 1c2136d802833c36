import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { PUSH, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";
import { SpawnedClient } from "./spawned.ts";

const UNUSED = "import os\n";
const ALL = "scope: all\n";
const OFF = "scope: all\nrules: {unused_imports: off}\n";

test("each workspace folder has its own configuration", async () => {
  const { path } = folder({ "one/l9.config.yaml": ALL, "two/l9.config.yaml": OFF, "two/x": "" });
  const client = await MemoryClient.start({ roots: [path("one"), path("two")] });
  client.open(path("one/a.py"), UNUSED);
  client.open(path("two/a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("one/a.py")))).toEqual(["unused_imports@1"]);
  expect(await client.diagnostics(path("two/a.py"))).toEqual([]);
});

test("inside a folder the nearest configuration counts", async () => {
  const { root, path, write } = folder({
    "l9.config.yaml": ALL,
    "sub/a.py": UNUSED,
    "sub/deep/l9.config.yaml": OFF,
    "sub/deep/a.py": UNUSED,
  });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("sub/a.py"), UNUSED);
  client.open(path("sub/deep/a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("sub/a.py")))).toEqual(["unused_imports@1"]);
  expect(await client.diagnostics(path("sub/deep/a.py"))).toEqual([]);
  write("sub/l9.config.yaml", OFF);
  client.watched(path("sub/l9.config.yaml"), 1);
  await client.diagnostics(path("sub/a.py"), (found) => found.length === 0);
});

test("folders come and go while the editor runs", async () => {
  const { path } = folder({ "one/l9.config.yaml": ALL, "one/closed.py": UNUSED, "two/l9.config.yaml": ALL });
  const client = await MemoryClient.start({ roots: [path("two")] });
  const change = (added: string[], removed: string[]): void =>
    client.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: added.map((uri) => ({ uri, name: uri })), removed: removed.map((uri) => ({ uri, name: uri })) },
    });
  change([uriOf(path("one"))], []);
  await client.diagnostics(path("one/closed.py"), (found) => found.length === 1);
  change([], [uriOf(path("one"))]);
  await client.diagnostics(path("one/closed.py"), (found) => found.length === 0);
});

test("without a folder a single file is checked under the configuration above it", async () => {
  const { path } = folder({ "l9.config.yaml": ALL, "sub/a.py": UNUSED });
  const client = await MemoryClient.start({ roots: [] });
  client.open(path("sub/a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("sub/a.py")))).toEqual(["unused_imports@1"]);
});

test("a file outside the open folders is left alone", async () => {
  const { path } = folder({ "one/l9.config.yaml": ALL, "elsewhere/x": "" });
  const client = await MemoryClient.start({ roots: [path("one")] });
  client.open(path("elsewhere/a.py"), UNUSED);
  expect(await client.diagnostics(path("elsewhere/a.py"))).toEqual([]);
});

test("reading a workspace shows progress to a client that can show it", async () => {
  const { root } = folder({ "l9.config.yaml": ALL, "a.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root] });
  const kinds = (): Json[] =>
    client.notifications.filter(({ method }) => method === "$/progress").map(({ params }) => params.value.kind);
  await client.until(
    () => kinds().includes("end"),
    () => "no progress",
  );
  expect(kinds()).toEqual(["begin", "end"]);
  const silent = await MemoryClient.start({ roots: [root], capabilities: { ...PUSH, window: {} } });
  await silent.settled();
  expect(silent.requests.map(({ method }) => method)).not.toContain("window/workDoneProgress/create");
});

/** A folder in which reading takes long enough to be interrupted. */
function large(): ReturnType<typeof folder> {
  const made = folder({ "l9.config.yaml": ALL });
  for (let part = 0; part < 600; part++) {
    mkdirSync(made.path(`p${part}`));
    for (let file = 0; file < 4; file++)
      made.write(`p${part}/m${file}.py`, `import os\ndef f(a, b):\n    return a + ${part}\n`.repeat(10));
  }
  return made;
}

test("requests and shutdown are answered while a large folder is being read", { timeout: 60_000 }, async () => {
  const { root } = large();
  const client = await SpawnedClient.start({ roots: [root] });
  const reported = (): number => client.notifications.filter(({ method }) => method === "textDocument/publishDiagnostics").length;
  await client.until(
    () => reported() > 20,
    () => "no file is reported",
  );
  // Order, not time: on a busy machine both sides are slow.
  const before = reported();
  await client.request("textDocument/hover", { textDocument: { uri: "untitled:x" }, position: { line: 0, character: 0 } });
  expect(reported() - before).toBeLessThan(400);
  await client.request("shutdown");
  expect(reported() - before).toBeLessThan(800);
  client.notify("exit");
  expect(await client.exited).toBe(0);
});

test("the user can cancel the reading of a folder", { timeout: 60_000 }, async () => {
  const { root, path } = large();
  const client = await MemoryClient.start({ roots: [root] });
  await client.until(
    () => client.notifications.some(({ method }) => method === "$/progress"),
    () => "no progress",
  );
  client.notify("window/workDoneProgress/cancel", {
    token: client.notifications.find(({ method }) => method === "$/progress")?.params.token,
  });
  await client.until(
    () => client.notifications.some(({ method, params }) => method === "$/progress" && params.value.kind === "end"),
    () => "the progress does not end",
  );
  await client.settled();
  const reported = client.notifications.filter(({ method }) => method === "textDocument/publishDiagnostics").length;
  expect(reported).toBeLessThan(2400);
  client.open(path("p0/m0.py"), "import os\n");
  await client.diagnostics(path("p0/m0.py"));
});
