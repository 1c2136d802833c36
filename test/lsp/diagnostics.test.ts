import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PUSH, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };
const UNUSED = "import os\n";

test("an open document's findings come with its version and follow its edits", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED, 7);
  const [found] = await client.diagnostics(path("a.py"));
  expect(found).toMatchObject({
    code: "unused_imports",
    severity: 1,
    source: "l9",
    range: { start: { line: 0, character: 7 }, end: { line: 0, character: 9 } },
    tags: [1],
    codeDescription: { href: expect.stringMatching(/^file:.*unused_imports\.md$/) },
    data: { rule: "unused_imports" },
  });
  client.change(path("a.py"), "import sys\n", { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1", "unused_imports@2"]);
  client.change(path("a.py"), "");
  expect(await client.diagnostics(path("a.py"))).toEqual([]);
});

test("a finding's code leads to the page about its rule, which lies beside the program", async () => {
  const { root, path } = folder({ ...ALL, "a.module-spec.yaml": "module:\n  id: orders\n" });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  client.open(path("a.module-spec.yaml"), "module:\n  id: orders\n");
  const found = [...(await client.diagnostics(path("a.py"))), ...(await client.diagnostics(path("a.module-spec.yaml")))];
  expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(["unused_imports", "missing_spec_key"]));
  for (const { code, codeDescription } of found) {
    expect(codeDescription?.href).toMatch(/^file:\/\/\//);
    expect(readFileSync(fileURLToPath(codeDescription?.href ?? ""), "utf8")).toMatch(new RegExp(`^# ${String(code)}\\n`));
  }
  const plain = { ...PUSH, textDocument: { ...PUSH.textDocument, publishDiagnostics: { versionSupport: true } } };
  const older = await MemoryClient.start({ roots: [root], capabilities: plain });
  older.open(path("a.py"), UNUSED);
  expect(Object.keys((await older.diagnostics(path("a.py")))[0] ?? {}).sort()).toEqual([
    "code",
    "message",
    "range",
    "severity",
    "source",
  ]);
});

test("other places that explain a finding come with it, where the client shows them", async () => {
  const { root, path } = folder(ALL);
  const text = "import aiohttp\n\nsession = aiohttp.ClientSession\n";
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), text);
  const found = (await client.diagnostics(path("a.py"))).find(({ code }) => code === "aiohttp_usage");
  expect(found?.relatedInformation).toEqual([
    {
      location: { uri: uriOf(path("a.py")), range: { start: { line: 2, character: 10 }, end: { line: 2, character: 17 } } },
      message: expect.any(String),
    },
  ]);
});

test("columns count UTF-16 code units, and lines end as the protocol says", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), "'🦊'; import os\r\nx = 1\rimport sys\r\n");
  // A lone CR ends a line for editors, though not for Python's parser.
  const found = (await client.diagnostics(path("a.py"))).filter(({ code }) => code === "unused_imports");
  expect(found.map(({ range }) => [range.start.line, range.start.character, range.end.character])).toEqual([
    [0, 13, 15],
    [2, 7, 10],
  ]);
});

test("a client that announces nothing gets plain diagnostics", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities: {} });
  client.open(path("a.py"), UNUSED);
  const [found] = await client.diagnostics(path("a.py"));
  expect(Object.keys(found!).sort()).toEqual(["code", "message", "range", "severity", "source"]);
  expect(client.requests).toEqual([]);
});

test("fifty edits that come at once give one publish, for the last version", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("a.py"));
  const before = client.published(path("a.py")).length;
  for (let edit = 0; edit < 50; edit++)
    client.change(path("a.py"), "import os\n", { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  expect(await client.diagnostics(path("a.py"))).toHaveLength(51);
  await client.settled();
  expect(
    client
      .published(path("a.py"))
      .slice(before)
      .map(({ version }) => version),
  ).toEqual([51]);
});

test("closing a file shows what stands on disk, and nothing once it is gone", async () => {
  const { root, path, write } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  write("a.py", "import os\nimport sys\n");
  client.open(path("a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  client.close(path("a.py"));
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1", "unused_imports@2"]);
  rmSync(path("a.py"));
  client.watched(path("a.py"), 3);
  expect(await client.diagnostics(path("a.py"), (found) => found.length === 0)).toEqual([]);
});

test("closing a document that was never saved clears it", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("new.py"), UNUSED);
  expect(await client.diagnostics(path("new.py"))).toHaveLength(1);
  client.close(path("new.py"));
  expect(await client.diagnostics(path("new.py"))).toEqual([]);
});

test("a renamed folder takes its diagnostics along", async () => {
  const { root, path, write } = folder({ ...ALL, "old/a.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root] });
  expect(await client.diagnostics(path("old/a.py"), (found) => found.length === 1)).toHaveLength(1);
  rmSync(path("old"), { recursive: true });
  write("new/a.py", UNUSED);
  client.notify("workspace/didRenameFiles", { files: [{ oldUri: uriOf(path("old")), newUri: uriOf(path("new")) }] });
  client.watched(path("new/a.py"), 1);
  expect(await client.diagnostics(path("old/a.py"), (found) => found.length === 0)).toEqual([]);
  expect(await client.diagnostics(path("new/a.py"), (found) => found.length === 1)).toHaveLength(1);
});

test("files that are not open are reported, unless the user wants only open ones", async () => {
  const files = { ...ALL, "a.py": UNUSED, "b.py": UNUSED };
  const { root, path } = folder(files);
  let diagnostics = "openFiles";
  const client = await MemoryClient.start({ roots: [root], answers: { "workspace/configuration": () => [{ diagnostics }] } });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("a.py"));
  await client.settled();
  expect(client.published(path("b.py")).at(-1)?.diagnostics ?? []).toEqual([]);
  diagnostics = "workspace";
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(await client.diagnostics(path("b.py"), (found) => found.length === 1)).toHaveLength(1);
});

test.each([
  ["a client that can not be asked hears of open files only", {}, undefined, false],
  ["unless it says otherwise at the start", {}, { diagnostics: "workspace" }, true],
  ["one that can be asked hears of all", PUSH, undefined, true],
  ["unless it says otherwise at the start, and nothing when it is asked", PUSH, { diagnostics: "openFiles" }, false],
])("%s", async (_, capabilities, initializationOptions, all) => {
  const { root, path } = folder({ ...ALL, "a.py": UNUSED, "b.py": UNUSED });
  const client = await MemoryClient.start({ roots: [root], capabilities, initializationOptions });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("a.py"), (found) => found.length === 1);
  if (all) expect(await client.diagnostics(path("b.py"), (found) => found.length === 1)).toHaveLength(1);
  await client.settled();
  expect(client.published(path("b.py")).at(-1)?.diagnostics ?? []).toHaveLength(all ? 1 : 0);
});

test("other URIs than files are left alone", async () => {
  const { root } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.notify("textDocument/didOpen", {
    textDocument: { uri: "untitled:Untitled-1", languageId: "python", version: 1, text: UNUSED },
  });
  client.notify("textDocument/didChange", {
    textDocument: { uri: "untitled:Untitled-1", version: 2 },
    contentChanges: [{ text: "" }],
  });
  client.notify("textDocument/didClose", { textDocument: { uri: "untitled:Untitled-1" } });
  await client.settled();
  expect(client.leftovers()).toEqual([]);
});

test("a client's own spelling of a URI comes back, also after closing", async () => {
  const { root, path, write } = folder(ALL);
  write("a b.py", "");
  const client = await MemoryClient.start({ roots: [root], capabilities: PUSH });
  const uri = uriOf(path("a b.py")).replace("a%20b", "a%20%62");
  client.versions.set(uri, 1);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text: UNUSED } });
  const publishes = (): unknown[] =>
    client.notifications.filter(({ params }) => params.uri === uri).map(({ params }) => params.diagnostics.length);
  await client.until(
    () => publishes().length === 1,
    () => "no publish under the client's URI",
  );
  client.versions.delete(uri);
  client.notify("textDocument/didClose", { textDocument: { uri } });
  await client.until(
    () => publishes().length === 2,
    () => "no publish under the client's URI after closing",
  );
  expect(publishes()).toEqual([1, 0]);
});

test("a client that watches nothing sees what changed on disk when something is saved", async () => {
  const { root, path, write } = folder({ ...ALL, "a.py": UNUSED, "b.py": UNUSED });
  const capabilities = { ...PUSH, workspace: { ...PUSH.workspace, didChangeWatchedFiles: undefined } };
  const client = await MemoryClient.start({ roots: [root], capabilities });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("b.py"), (found) => found.length === 1);
  await client.settled();
  write("b.py", "x = 1\n");
  client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path("a.py")) } });
  await client.diagnostics(path("b.py"), (found) => found.length === 0);
  write("l9.config.yaml", "scope: all\nrules: {unused_imports: off}\n");
  client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path("a.py")) } });
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
});
