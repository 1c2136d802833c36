import type nodeFs from "node:fs";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { PUSH, shown, uriOf } from "./client.ts";
import { MemoryClient } from "./memory.ts";
import { SpawnedClient } from "./spawned.ts";

// A folder of 10,000 files, and beside them what nobody wants to be read.

const listed = vi.hoisted((): string[] => []);
vi.mock("node:fs", async (actual) => {
  const fs = await actual<typeof nodeFs>();
  const readdirSync = ((path: string, options: never) => {
    listed.push(path);
    return fs.readdirSync(path, options);
  }) as typeof fs.readdirSync;
  return { ...fs, readdirSync };
});
beforeEach(() => void listed.splice(0));

const IGNORED = ["node_modules/a", ".venv/lib", "out/deep/er", "kept/build", ".git/objects"];

const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-large-folder-")));
const path = (name: string): string => join(root, name);

beforeAll(() => {
  const fill = (name: string, count: number): void => {
    mkdirSync(path(name), { recursive: true });
    for (let file = 0; file < count; file++) writeFileSync(path(join(name, `m${String(file)}.py`)), TEXT);
  };
  for (let part = 0; part < 100; part++) fill(`p${String(part)}`, 100);
  for (const name of IGNORED) for (let part = 0; part < 5; part++) fill(`${name}/d${String(part)}`, 20);
  writeFileSync(path("l9.config.yaml"), "scope: all\nexclude: [kept/build]\n");
  writeFileSync(path(".gitignore"), "out/\n");
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }), 120_000);

const TEXT = "import os\n\n\ndef f(a, b):\n    return a + b\n";

test("a folder of 10,000 files is started without a look into what is ignored", { timeout: 90_000 }, async () => {
  const client = await MemoryClient.start({
    roots: [root],
    capabilities: { ...PUSH, window: {} },
    answers: { "workspace/configuration": () => [{ diagnostics: "openFiles" }] },
  });
  client.open(path("p7/m7.py"), TEXT);
  expect(shown(await client.diagnostics(path("p7/m7.py")))).toEqual(["unused_imports@1", "missing_type_hints@4"]);
  const entered = new Set(listed.map((name) => relative(root, name)));
  expect(entered).toContain("p99");
  expect([...entered].filter((name) => /^(node_modules|\.venv|out|kept.build|\.git)/.test(name))).toEqual([]);
});

/** Milliseconds until `shutdown` is answered, asked for at a moment of the start. */
async function shutdownTime(moment: (client: SpawnedClient) => Promise<void>): Promise<number> {
  const client = await SpawnedClient.start({ roots: [root] });
  client.open(path("p7/m7.py"), TEXT);
  await moment(client);
  const asked = performance.now();
  await client.request("shutdown");
  const took = performance.now() - asked;
  client.notify("exit");
  expect(await client.exited).toBe(0);
  return took;
}

test("shutdown is answered within 200 ms while 10,000 files are read and checked", { timeout: 90_000 }, async () => {
  const hover = { textDocument: { uri: uriOf(path("p7/m7.py")) }, position: { line: 0, character: 8 } };
  const published = (client: SpawnedClient): number =>
    client.notifications.filter(({ method }) => method === "textDocument/publishDiagnostics").length;
  const after = (count: number) => (client: SpawnedClient) =>
    client.until(
      () => published(client) > count,
      () => "nothing is reported",
    );
  const times = [
    await shutdownTime(() => Promise.resolve()),
    await shutdownTime((client) => {
      client.request("textDocument/hover", hover).catch(() => undefined);
      return Promise.resolve();
    }),
    await shutdownTime(after(0)),
    await shutdownTime(after(50)),
    await shutdownTime(after(150)),
  ];
  // The machine may be busy with something else for one of them.
  expect(times.sort((a, b) => a - b)[2]).toBeLessThan(200);
});
