import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { FrameReader } from "../../server/lsp/connection/transport.ts";
import { shown, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { builtProgram } from "../program.ts";
import { frame, SpawnedClient } from "./spawned.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };

/** A response that answers no request of the client's own numbering. */
async function orphan(client: SpawnedClient, at = 0): Promise<Json> {
  await client.until(
    () => client.orphans.length > at,
    () => "no answer",
  );
  return client.orphans[at];
}

test("a session over standard input and output ends with code 0 and leaves no stray byte", async () => {
  const { root, path } = folder(ALL);
  const client = await SpawnedClient.start({ roots: [root] });
  expect(client.initialized.serverInfo).toMatchObject({ name: "l9" });
  client.open(path("a.py"), "import os\n");
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  expect(await client.stop()).toBe(0);
  expect(client.garbage).toBe("");
  expect(client.stderr).toBe("");
});

test("what is no JSON, no message or no request is refused, and the session goes on", async () => {
  const client = new SpawnedClient();
  client.raw(frame("{ nonsense"));
  expect(await orphan(client, 0)).toMatchObject({ id: null, error: { code: -32700 } });
  client.raw(frame("[]"));
  expect(await orphan(client, 1)).toMatchObject({ id: null, error: { code: -32600 } });
  client.raw(frame('{"jsonrpc":"2.0","id":"a"}'));
  expect(await orphan(client, 2)).toMatchObject({ id: "a", error: { code: -32600 } });
  client.raw(frame('{"jsonrpc":"2.0","id":"b","method":5}'));
  expect(await orphan(client, 3)).toMatchObject({ id: "b", error: { code: -32600 } });
  client.raw(frame('{"jsonrpc":"2.0","id":{},"method":"x"}'));
  expect(await orphan(client, 4)).toMatchObject({ id: null, error: { code: -32600 } });
  client.raw("Content-Length: many\r\n\r\n");
  expect(await orphan(client, 5)).toMatchObject({ id: null, error: { code: -32700 } });
  client.raw("noise");
  await client.initialize({});
  expect(client.orphans[6]).toMatchObject({ id: null, error: { code: -32700 } });
  expect(await client.stop()).toBe(0);
});

test("requests before initialize and after shutdown are refused; notifications are dropped", async () => {
  const { root, path } = folder(ALL);
  const client = new SpawnedClient();
  client.open(path("a.py"), "import os\n");
  await expect(client.request("textDocument/hover", {})).rejects.toMatchObject({ code: -32002 });
  await expect(client.request("shutdown")).rejects.toMatchObject({ code: -32002 });
  await client.initialize({ roots: [root] });
  await expect(client.request("initialize", { capabilities: {} })).rejects.toMatchObject({ code: -32600 });
  await expect(client.request("l9/unheardOf", {})).rejects.toMatchObject({ code: -32601 });
  client.notify("l9/unheardOf", {});
  client.notify("$/cancelRequest");
  client.notify("$/cancelRequest", { id: 999 });
  expect(await client.request("shutdown")).toBeNull();
  await expect(client.request("textDocument/hover", {})).rejects.toMatchObject({ code: -32600 });
  client.notify("exit");
  expect(await client.exited).toBe(0);
});

test("messages with missing or wrong parameters do not end the session", async () => {
  const { root, path } = folder(ALL);
  const client = await SpawnedClient.start({ roots: [root] });
  const methods = ["didOpen", "didChange", "didClose", "didSave"].map((name) => `textDocument/${name}`);
  for (const method of [
    ...methods,
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWorkspaceFolders",
  ]) {
    client.notify(method);
    client.notify(method, {});
    client.notify(method, { textDocument: null, changes: 5, event: 7, settings: 3 });
  }
  await expect(client.request("textDocument/codeAction", {})).rejects.toMatchObject({ code: expect.any(Number) });
  await expect(client.request("textDocument/hover")).rejects.toMatchObject({ code: expect.any(Number) });
  client.open(path("a.py"), "import os\n");
  client.notify("textDocument/didChange", {
    textDocument: { uri: "file:///not/open.py", version: 3 },
    contentChanges: [{ range: { start: { line: 90, character: -4 }, end: { line: 91, character: 1e9 } }, text: "x" }],
  });
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  expect(await client.stop()).toBe(0);
});

test("exit without shutdown ends with code 1", async () => {
  const client = await SpawnedClient.start();
  client.notify("exit");
  expect(await client.exited).toBe(1);
});

test("a client that goes away takes the server along", async () => {
  const client = await SpawnedClient.start();
  client.process.stdin.end();
  expect(await client.exited).toBe(1);
});

test("a client that closes the server's output takes the server along", async () => {
  const { root, path } = folder(ALL);
  const client = await SpawnedClient.start({ roots: [root] });
  client.process.stdout.destroy();
  client.open(path("a.py"), "import os\n");
  expect(await client.exited).toBe(1);
});

test("the server ends when the process that the client named dies", { timeout: 20_000 }, async () => {
  const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const client = await SpawnedClient.start({ params: { processId: parent.pid } });
  parent.kill("SIGKILL");
  await once(parent, "exit");
  expect(await client.exited).toBe(1);
});

test("a trace holds every message of both directions", async () => {
  const { root, path } = folder(ALL);
  const trace = path("trace.jsonl");
  const client = await SpawnedClient.start({ roots: [root], args: ["--trace", trace] });
  client.open(path("a.py"), "import os\n");
  await client.diagnostics(path("a.py"));
  await client.stop();
  const lines = readFileSync(trace, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ received }) => received?.method).filter(Boolean)).toEqual([
    "initialize",
    "initialized",
    "textDocument/didOpen",
    "shutdown",
    "exit",
  ]);
  expect(lines.map(({ sent }) => sent?.method)).toContain("textDocument/publishDiagnostics");
});

test("a full disk ends the trace and not the session", async () => {
  const { root, path } = folder(ALL);
  const client = await SpawnedClient.start({ roots: [root], args: ["--trace", "/dev/full"] });
  client.open(path("a.py"), "import os\n");
  await client.diagnostics(path("a.py"));
  expect(client.stderr).toMatch(/^l9: the trace ends here: ENOSPC.*\n$/);
  expect(await client.stop()).toBe(0);
  expect(client.garbage).toBe("");
});

test.each([
  ["--trace=/nowhere/at/all.jsonl", /^l9: the trace can not be written: ENOENT.*\n$/],
  ["--socket=1", /^l9: the client can not be reached: .*ECONNREFUSED.*\n$/],
  ["--pipe=/nowhere/at/all", /^l9: the client can not be reached: .*ENOENT.*\n$/],
])("a start with %s that can not work is told in one line", (flag, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), "lsp", flag], { encoding: "utf8", input: "" });
  expect(stderr).toMatch(message);
  expect(stdout).toBe("");
  expect(status).toBe(2);
});

test("the server connects to a socket when it is told a port", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const child = spawn(process.execPath, [builtProgram(), "lsp", `--socket=${port}`], { stdio: "ignore" });
  const [socket] = (await once(server, "connection")) as [Socket];
  const messages: Json[] = [];
  const reader = new FrameReader(socket, (reason) => messages.push(reason));
  const next = (): Promise<Json> => new Promise((resolve) => reader.listen(resolve));
  const answered = next();
  socket.write(
    frame(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: { processId: null, rootUri: null, capabilities: {} },
      }),
    ),
  );
  expect(await answered).toMatchObject({ id: 1, result: { serverInfo: { name: "l9" } } });
  socket.end();
  expect(await once(child, "exit")).toEqual([1, null]);
  server.close();
});

test("frames are found in any chunking, and after bytes that are none", () => {
  const bodies = ['{"a":"ü🦊"}', '{"b":1}', '{"c":2}'];
  const bytes = Buffer.from(`${frame(bodies[0]!)}garbage\r\n\r\nmore${frame(bodies[1]!)}Content-Type: x\r\n${frame(bodies[2]!)}`);
  for (let size = 1; size <= bytes.length; size++) {
    const stream = new PassThrough();
    const read: string[] = [];
    const garbage: string[] = [];
    new FrameReader(stream, (reason) => garbage.push(reason)).listen((message) => read.push(JSON.stringify(message)));
    for (let at = 0; at < bytes.length; at += size) stream.emit("data", bytes.subarray(at, at + size));
    expect(read).toEqual(bodies);
    expect(garbage).toEqual(["a header without a valid Content-Length", "bytes before a header"]);
  }
});
