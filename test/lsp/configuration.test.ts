import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { shown } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const UNUSED = "import os\n";

test("a configuration edited on disk counts without a restart", async () => {
  const { root, path, write } = folder({ "l9.config.yaml": "scope: all\n" });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  expect(shown(await client.diagnostics(path("a.py")))).toEqual(["unused_imports@1"]);
  write("l9.config.yaml", "scope: all\nrules: {unused_imports: off}\n");
  client.watched(path("l9.config.yaml"), 2);
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
  write("l9.config.yaml", "scope: all\nrules: {unused_imports: info}\n");
  client.watched(path("l9.config.yaml"), 2);
  const [found] = await client.diagnostics(path("a.py"), (now) => now.length === 1);
  expect(found?.severity).toBe(3);
  rmSync(path("l9.config.yaml"));
  client.watched(path("l9.config.yaml"), 3);
  await client.diagnostics(path("a.py"), (now) => now.length === 0);
});

test("a broken configuration is reported in its file, keeps the last good one, and takes the fixes away", async () => {
  const good = "scope: all\nrules: {unused_imports: warning}\n";
  const { root, path, write } = folder({ "l9.config.yaml": good });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  const [before] = await client.diagnostics(path("a.py"));
  expect(before?.severity).toBe(2);
  expect((await client.actions(path("a.py"), 0)).map(({ title }) => title as string)).toContain("Remove the unused import `os`");

  write("l9.config.yaml", "scope: all\nrules: {unused_imports: loud}\n");
  client.watched(path("l9.config.yaml"), 2);
  const [problem] = await client.diagnostics(path("l9.config.yaml"), (found) => found.length > 0);
  expect(problem).toMatchObject({ code: "config_invalid", severity: 1, range: { start: { line: 1 } } });
  expect((await client.diagnostics(path("a.py")))[0]?.severity).toBe(2);
  expect((await client.actions(path("a.py"), 0)).map(({ title }) => title as string)).toEqual([
    "Ignore unused_imports on this line",
  ]);

  write("l9.config.yaml", good);
  client.watched(path("l9.config.yaml"), 2);
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 0);
  expect((await client.actions(path("a.py"), 0)).length).toBeGreaterThan(1);
});

test("the text of an open configuration counts before it is saved", async () => {
  const { root, path } = folder({ "l9.config.yaml": "scope: all\n" });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("a.py"), (found) => found.length === 1);
  client.open(path("l9.config.yaml"), "scope: all\nrules:\n  unused_imports: off\n");
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
  client.change(path("l9.config.yaml"), "scope: everything\n");
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 1);
  client.close(path("l9.config.yaml"));
  await client.diagnostics(path("a.py"), (found) => found.length === 1);
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 0);
});

test("a configuration that was broken from the start is reported, and mended without a restart", async () => {
  const { root, path, write } = folder({ "l9.config.yaml": "scope: [\n" });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length > 0);
  write("l9.config.yaml", "scope: all\n");
  client.watched(path("l9.config.yaml"), 2);
  await client.diagnostics(path("a.py"), (found) => found.length === 1);
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 0);
});

test("a file that the configuration extends counts as it is, and as it is written, and its absence is told", async () => {
  const { root, path, write } = folder({ "l9.config.yaml": "extends: ./base.yaml\nscope: all\n" });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.py"), UNUSED);
  const [missing] = await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 1);
  expect(missing).toMatchObject({ code: "config_invalid", range: { start: { line: 0, character: 9 } } });
  expect(missing?.message).toContain("it does not exist");
  write("base.yaml", "rules: { unused_imports: info }\nscope: all\n");
  client.watched(path("base.yaml"), 1);
  await client.diagnostics(path("l9.config.yaml"), (found) => found.length === 0);
  expect((await client.diagnostics(path("a.py"), (found) => found.length === 1))[0]?.severity).toBe(3);
  client.open(path("base.yaml"), "rules: { unused_imports: off }\n");
  await client.diagnostics(path("a.py"), (found) => found.length === 0);
  client.change(path("base.yaml"), "rules: { unused_imports: loud }\n");
  await client.diagnostics(path("base.yaml"), (found) => found.length === 1);
});
