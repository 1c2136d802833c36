import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { METHODS } from "../../server/lsp/connection/parameters.ts";
import { PULL, shown, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { goodMessages, isNotification, wrongVariants } from "./hostile-messages.ts";
import { frame, SpawnedClient } from "./spawned.ts";

// What a client may send and a repository may hold, as badly as it can be: the server answers everything and goes on.

/** A folder whose files lead to what never ends: devices, a pipe without a writer, links to themselves. */
function hostileFolder(): ReturnType<typeof folder> {
  const made = folder({ "l9.config.yaml": "scope: all\n", "good.py": "import os\n", "space/notes.md": "Text.\n" });
  for (const name of ["requirements.txt", ".gitignore", "endless.py", "space/endless.md", "conftest.py", "package.json"])
    symlinkSync("/dev/zero", made.path(name));
  execFileSync("mkfifo", ["pyproject.toml", "pipe.py", "spec.yaml", "tsconfig.json"].map(made.path));
  mkdirSync(made.path(".l9/staging"), { recursive: true });
  symlinkSync("/dev/zero", made.path(".l9/staging/journal.json"));
  symlinkSync("loop.py", made.path("loop.py"));
  symlinkSync(".", made.path("here"));
  writeFileSync(made.path("page.tsx"), "export const page = <p />;\n");
  return made;
}

function hostileUris(path: (name: string) => string): string[] {
  return [
    ...[
      "loop.py",
      "loop.py/below.py",
      "endless.py",
      "pipe.py",
      "here/here/here/good.py",
      `${"n".repeat(300)}.py`,
      "page.tsx",
    ].map((name) => uriOf(path(name))),
    `${uriOf(path("d"))}${"/d".repeat(20_000)}/a.py`,
    `${uriOf(path("d"))}${"/..".repeat(500)}/a.py`,
    "file:///c%3A/work/a.py",
    "file:///C:/work/a.py",
    "file:///c%3A/",
    "file://server/share/a.py",
    "file://server",
    "file:///dev/zero",
    "file:///dev/tty",
    "file:///",
    "file:",
    "file:///%00.py",
    "file:///%E0%A4%A.py",
    "",
    ":",
    "1:/x",
    "//x",
    "untitled:Untitled-1",
    "git:/a.py?HEAD",
    `untitled:${"x".repeat(1_000_000)}`,
  ];
}

const FOLDERS = "workspace/didChangeWorkspaceFolders";

test(
  "no message with wrong parameters, and none about what is no file, ends the server or stalls it",
  { timeout: 120_000 },
  async () => {
    const { root, path } = hostileFolder();
    const client = await SpawnedClient.start({ roots: [root], capabilities: PULL });
    const good = uriOf(path("good.py"));
    const messages = goodMessages(good);
    // What is read in the connection is tried in the connection.
    expect(METHODS.filter((method) => method !== "initialize" && !Object.hasOwn(messages, method))).toEqual([]);
    let answers = 0;
    const sendAll = async (all: readonly [method: string, params: Json][]): Promise<void> => {
      const replies: Promise<unknown>[] = [];
      for (const [method, params] of all)
        if (isNotification(method)) client.notify(method, params);
        else replies.push(client.request(method, params).catch((error: unknown) => expect(error).toHaveProperty("code")));
      answers += (await Promise.all(replies)).length;
      // The next message is served.
      await client.request("textDocument/hover", { textDocument: { uri: good }, position: { line: 0, character: 0 } });
    };
    for (const [method, params] of Object.entries(messages)) await sendAll(wrongVariants(params).map((wrong) => [method, wrong]));
    for (const uri of hostileUris(path)) {
      // Reading the whole disk is no fault, and takes its time.
      await sendAll(Object.entries(goodMessages(uri)).filter(([method]) => uri !== "file:///" || method !== FOLDERS));
      await sendAll([[FOLDERS, { event: { added: [], removed: [{ uri }] } }]]);
    }
    client.open(path("good.py"), "import sys\n", 7);
    const report = await client.request("textDocument/diagnostic", { textDocument: { uri: good } });
    expect(shown(report.items)).toEqual(["unused_imports@1"]);
    expect(answers).toBeGreaterThan(1000);
    expect(await client.stop()).toBe(0);
    expect(client.garbage).toBe("");
    expect(client.stderr).toBe("");
  },
);

test("after an initialize that fails a good one is served", async () => {
  const { root, path } = folder({ "l9.config.yaml": "scope: all\n" });
  const client = new SpawnedClient();
  const capabilities = { workspace: { workspaceEdit: { resourceOperations: 5 } } };
  for (const params of [undefined, null, [], {}, { capabilities: null }, { capabilities: {}, workspaceFolders: [{}] }])
    await expect(client.request("initialize", params)).rejects.toMatchObject({ code: -32602 });
  await expect(client.request("initialize", { capabilities })).rejects.toMatchObject({ code: expect.any(Number) });
  await expect(client.request("textDocument/hover", {})).rejects.toMatchObject({ code: -32002 });
  await client.initialize({ roots: [root] });
  client.open(path("a.py"), "import os\n");
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  expect(await client.stop()).toBe(0);
});

test("bytes without the end of a header, and a message that is too large, are passed over without being kept", async () => {
  const client = new SpawnedClient();
  const noise = "x".repeat(1 << 20);
  for (let sent = 0; sent < 64; sent++) client.raw(noise);
  await client.initialize({});
  expect(client.orphans).toMatchObject([
    { id: null, error: { code: -32700, message: expect.stringContaining("header of more than") } },
  ]);
  const length = 65 << 20;
  client.raw(`Content-Length: ${length}\r\n\r\n`);
  for (let sent = 0; sent < length; sent += noise.length) client.raw(noise);
  client.raw(frame('{"jsonrpc":"2.0","id":"after","method":"l9/unheardOf"}'));
  await client.until(
    () => client.orphans.length === 3,
    () => "no answer",
  );
  expect(client.orphans.slice(1)).toMatchObject([
    { id: null, error: { code: -32700 } },
    { id: "after", error: { code: -32601 } },
  ]);
  expect(await client.stop()).toBe(0);
});
