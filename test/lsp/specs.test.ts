import { expect, test } from "vitest";
import { PUSH, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const SPEC = `module:
  id: orders
  name: Orders
  repo:
    allowed_new_files:
      - api/orders.py
      - api/not_there.py
  
`;

async function opened(
  capabilities: Json = PUSH,
): Promise<{ client: MemoryClient; spec: string; path: (name: string) => string }> {
  const { root, path } = folder({ "api/orders.py": "x = 1\n", "other.yaml": "a: 1\n" });
  const client = await MemoryClient.start({ roots: [root], capabilities });
  client.open(path("spec.yaml"), SPEC);
  client.open(path("other.yaml"), "a: 1\n");
  await client.diagnostics(path("spec.yaml"));
  return { client, spec: path("spec.yaml"), path };
}

const at = (path: string, line: number, character: number): Json => ({
  textDocument: { uri: uriOf(path) },
  position: { line, character },
});

test("the keys that a map lacks are completed, the required ones first and with a stub", async () => {
  const { client, spec } = await opened();
  const items: Json[] = await client.request("textDocument/completion", at(spec, 7, 2));
  const [first] = [...items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
  expect(first).toMatchObject({ label: "purpose", detail: expect.stringContaining("required"), insertTextFormat: 2 });
  expect(first.textEdit.newText).toMatch(/^purpose: .*\$\{1:/);
  expect(items.map(({ label }) => label as string)).not.toContain("name");
  expect(first).not.toHaveProperty("insertTextMode");
  expect(first).not.toHaveProperty("preselect");
});

test("a client without snippets gets plain text", async () => {
  const { client, spec } = await opened({ ...PUSH, textDocument: { ...PUSH.textDocument, completion: {} } });
  const items: Json[] = await client.request("textDocument/completion", at(spec, 7, 2));
  for (const item of items) {
    expect(item.insertTextFormat).toBe(1);
    expect(item.textEdit.newText).not.toContain("${");
  }
  expect(items.length).toBeGreaterThan(5);
});

test("nothing is completed, outlined or linked in a file that is no spec", async () => {
  const { client, path } = await opened();
  expect(await client.request("textDocument/completion", at(path("other.yaml"), 0, 0))).toEqual([]);
  expect(await client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf(path("other.yaml")) } })).toEqual([]);
  expect(await client.request("textDocument/documentLink", { textDocument: { uri: uriOf(path("other.yaml")) } })).toEqual([]);
  expect(await client.request("textDocument/hover", at(path("other.yaml"), 0, 0))).toBeNull();
});

test("a key is explained on hover", async () => {
  const { client, spec } = await opened();
  const hover = await client.request("textDocument/hover", at(spec, 4, 8));
  expect(hover.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("allowed_new_files") });
});

test("a spec has an outline, flat for a client that knows no tree", async () => {
  const { client, spec } = await opened();
  const [module] = await client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf(spec) } });
  expect(module.name).toBe("module");
  expect(module.children.map(({ name }: Json) => name as string)).toEqual(["id", "name", "repo"]);
  const plain = await opened({ ...PUSH, textDocument: { ...PUSH.textDocument, documentSymbol: {} } });
  const flat: Json[] = await plain.client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf(plain.spec) } });
  expect(flat).toContainEqual(
    expect.objectContaining({
      name: "id",
      containerName: "module",
      location: expect.objectContaining({ uri: uriOf(plain.spec) }),
    }),
  );
});

test("the files that a spec names are links and definitions, where they exist", async () => {
  const { client, spec, path } = await opened();
  const links: Json[] = await client.request("textDocument/documentLink", { textDocument: { uri: uriOf(spec) } });
  expect(links).toEqual([
    { range: { start: { line: 5, character: 8 }, end: { line: 5, character: 21 } }, target: uriOf(path("api/orders.py")) },
  ]);
  expect(await client.request("textDocument/definition", at(spec, 5, 10))).toMatchObject({ uri: uriOf(path("api/orders.py")) });
  expect(await client.request("textDocument/definition", at(spec, 6, 10))).toBeNull();
});
