import type nodeFs from "node:fs";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { PUSH, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
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

function makeFolder(files: number): ReturnType<typeof folder> {
  const made = folder({ "l9.config.yaml": "scope: all\nexclude: [kept/build]\n", ".gitignore": "out/\n" });
  const fill = (name: string, count: number): void => {
    mkdirSync(made.path(name), { recursive: true });
    for (let file = 0; file < count; file++) writeFileSync(made.path(join(name, `m${String(file)}.py`)), TEXT);
  };
  for (let part = 0; part < files / 100; part++) fill(`p${String(part)}`, 100);
  for (const name of IGNORED) for (let part = 0; part < 5; part++) fill(`${name}/d${String(part)}`, 20);
  return made;
}

const TEXT = "import os\n\n\ndef f(a, b):\n    return a + b\n";

test("a folder of 10,000 files is started without a look into what is ignored", { timeout: 90_000 }, async () => {
  const { root, path } = makeFolder(10_000);
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
async function shutdownTime(root: string, path: string, moment: (client: SpawnedClient) => Promise<void>): Promise<number> {
  const client = await SpawnedClient.start({ roots: [root] });
  client.open(path, TEXT);
  await moment(client);
  const asked = performance.now();
  await client.request("shutdown");
  const took = performance.now() - asked;
  client.notify("exit");
  expect(await client.exited).toBe(0);
  return took;
}

test("shutdown is answered within 200 ms while 10,000 files are read and checked", { timeout: 90_000 }, async () => {
  const { root, path } = makeFolder(10_000);
  const hover = { textDocument: { uri: uriOf(path("p7/m7.py")) }, position: { line: 0, character: 8 } };
  const published = (client: SpawnedClient): number =>
    client.notifications.filter(({ method }) => method === "textDocument/publishDiagnostics").length;
  const after = (count: number) => (client: SpawnedClient) =>
    client.until(
      () => published(client) > count,
      () => "nothing is reported",
    );
  const times = [
    await shutdownTime(root, path("p7/m7.py"), () => Promise.resolve()),
    await shutdownTime(
      root,
      path("p7/m7.py"),
      (client) => {
        client.request("textDocument/hover", hover).catch(() => undefined);
        return Promise.resolve();
      },
    ),
    await shutdownTime(root, path("p7/m7.py"), after(0)),
    await shutdownTime(root, path("p7/m7.py"), after(50)),
    await shutdownTime(root, path("p7/m7.py"), after(500)),
  ];
  // The machine may be busy with something else for one of them.
  expect(times.sort((a, b) => a - b)[2]).toBeLessThan(200);
});
