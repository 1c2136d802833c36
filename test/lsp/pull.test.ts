import { expect, test, vi } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { PULL, PUSH, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };

function pull(client: MemoryClient, path: string, previousResultId?: string): Promise<Json> {
  return client.request("textDocument/diagnostic", {
    textDocument: { uri: uriOf(path) },
    ...(previousResultId ? { previousResultId } : {}),
  });
}

test("a client that can pull and refresh pulls, and nothing is pushed to it", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  expect(client.initialized.capabilities.diagnosticProvider).toEqual({
    identifier: "l9",
    interFileDependencies: true,
    workspaceDiagnostics: true,
  });
  client.open(path("a.py"), "import os\n");
  const first = await pull(client, path("a.py"));
  expect(first).toMatchObject({ kind: "full", resultId: expect.any(String) });
  expect(shown(first.items)).toEqual(["unused_imports@1"]);
  expect(await pull(client, path("a.py"), first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
  client.change(path("a.py"), "\nimport os\n");
  const second = await pull(client, path("a.py"), first.resultId);
  expect(shown(second.items)).toEqual(["unused_imports@2"]);
  client.change(path("a.py"), "import os\n");
  expect((await pull(client, path("a.py"), second.resultId)).resultId).toBe(first.resultId);
});

test("a client that can pull but not refresh gets its diagnostics pushed", async () => {
  const { root, path } = folder(ALL);
  const capabilities = { ...PUSH, textDocument: { ...PUSH.textDocument, diagnostic: {} } };
  const client = await MemoryClient.start({
    roots: [root],
    capabilities: { ...capabilities, textDocument: { ...capabilities.textDocument } },
  });
  expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
  client.open(path("a.py"), "import os\n");
  await client.until(
    () => client.published(path("a.py")).length > 0,
    () => "nothing was pushed",
  );
  client.faults.splice(0);
});

test("the workspace is pulled with files that are not open; what did not change is said so", async () => {
  const { root, path, write } = folder({ ...ALL, "a.py": "import os\n", "b.py": "import os\n", "clean.py": "x = 1\n" });
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  const workspace = async (previousResultIds: Json[] = []): Promise<Json[]> =>
    (await client.request("workspace/diagnostic", { previousResultIds })).items.map((item: Json) => item as unknown);
  const first = await workspace();
  expect(first.map(({ uri, kind, version }) => [uri, kind, version])).toEqual([
    [uriOf(path("a.py")), "full", null],
    [uriOf(path("b.py")), "full", null],
  ]);
  write("b.py", "x = 1\n");
  client.watched(path("b.py"), 2);
  client.open(path("a.py"), "import os\n", 4);
  await client.until(
    () => client.requests.some(({ method }) => method === "workspace/diagnostic/refresh"),
    () => "no refresh",
  );
  const second = await workspace(first.map(({ uri, resultId }) => ({ uri, value: resultId })));
  expect(second.map(({ uri, kind, version, items }) => [uri, kind, version, items])).toEqual([
    [uriOf(path("a.py")), "unchanged", 4, undefined],
    [uriOf(path("b.py")), "full", null, []],
  ]);
});

test("a workspace pull can be cancelled", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => [`m${at}.py`, `import os\ndef f${at}(a, b):\n    return a\n`.repeat(20)]),
  );
  const { root } = folder({ ...ALL, ...files });
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  const { id, reply } = client.startRequest("workspace/diagnostic", { previousResultIds: [] });
  setTimeout(() => client.notify("$/cancelRequest", { id }), 5);
  await expect(reply).rejects.toMatchObject({ code: -32800 });
});

test("an edit that changes nothing elsewhere asks for no refresh", async () => {
  const { root, path } = folder({ ...ALL, "b.py": "import os\n" });
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  client.open(path("a.py"), "import os\n");
  await pull(client, path("a.py"));
  await client.settled();
  const before = client.requests.filter(({ method }) => method === "workspace/diagnostic/refresh").length;
  client.change(path("a.py"), "import sys\n");
  await pull(client, path("a.py"));
  await client.settled();
  expect(client.requests.filter(({ method }) => method === "workspace/diagnostic/refresh").length).toBe(before);
});

test("a configuration change asks for a refresh", async () => {
  const { root, path, write } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  client.open(path("a.py"), "import os\n");
  const first = await pull(client, path("a.py"));
  write("l9.config.yaml", "scope: all\nrules: {unused_imports: off}\n");
  client.watched(path("l9.config.yaml"), 2);
  await client.until(
    () => client.requests.some(({ method }) => method === "workspace/diagnostic/refresh"),
    () => "no refresh",
  );
  expect(await pull(client, path("a.py"), first.resultId)).toMatchObject({ kind: "full", items: [] });
});

test("a fault while looking at an edit is told, and the session goes on", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  await client.settled();
  const fault = vi.spyOn(Linter.prototype, "setOpen").mockImplementationOnce(() => {
    throw new Error("out of ideas");
  });
  client.open(path("a.py"), "import os\n");
  await client.settled();
  fault.mockRestore();
  expect(client.faults).toEqual([expect.stringContaining("l9 failed at looking at what changed: Error: out of ideas")]);
  client.faults.splice(0);
  client.change(path("a.py"), "\nimport os\n");
  expect(shown((await pull(client, path("a.py"))).items)).toEqual(["unused_imports@2"]);
});
