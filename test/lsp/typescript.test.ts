import { expect, test } from "vitest";
import { PULL, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const ALL = { "l9.config.yaml": "scope: all\n" };
const UNUSED = 'import { randomUUID } from "node:crypto";\n';
const START = { line: 0, character: 0 };

test("an open TypeScript document's findings follow its edits", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.ts"), UNUSED, 3);
  const [found] = await client.diagnostics(path("a.ts"), (all) => all.length > 0);
  expect(found).toMatchObject({
    code: "unused_imports",
    range: { start: { line: 0, character: 9 }, end: { line: 0, character: 19 } },
    tags: [1],
  });
  client.change(path("a.ts"), `${UNUSED}export const key: string = randomUUID();\n`);
  expect(await client.diagnostics(path("a.ts"))).toEqual([]);
});

test("while it does not parse, the last findings stay where their code is, and the error is told", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.ts"), UNUSED);
  await client.diagnostics(path("a.ts"), (all) => all.length > 0);
  client.change(path("a.ts"), "export const = ;\n", { start: START, end: START });
  const broken = await client.diagnostics(path("a.ts"));
  expect(shown(broken).sort()).toEqual(["code_syntax@1", "unused_imports@2"]);
  client.change(path("a.ts"), "1", { start: { line: 0, character: 13 }, end: { line: 0, character: 14 } });
  client.change(path("a.ts"), UNUSED);
  expect(shown(await client.diagnostics(path("a.ts")))).toEqual(["unused_imports@1"]);
});

test("a client that pulls gets them when it asks", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root], capabilities: PULL });
  client.open(path("a.tsx"), UNUSED);
  const pulled = await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf(path("a.tsx")) } });
  expect(shown(pulled.items)).toEqual(["unused_imports@1"]);
});

test("a fix takes the import away", async () => {
  const { root, path } = folder(ALL);
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.mts"), `${UNUSED}export {};\n`);
  const [found] = await client.diagnostics(path("a.mts"), (all) => all.length > 0);
  const [action] = await client.request("textDocument/codeAction", {
    textDocument: { uri: uriOf(path("a.mts")) },
    range: found?.range,
    context: { diagnostics: [found], only: ["quickfix"] },
  });
  expect(action.title).toBe("Remove the unused import `randomUUID`");
});
