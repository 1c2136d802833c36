import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PULL, PUSH, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { InProcessClient } from "./in-process.ts";

// A document that is opened while it is open, or under two spellings of its path: once the editor has given it up, the file on disk counts.

const FILES = { "l9.config.yaml": "scope: all\n", "a.py": "import os\nimport re\n" };

describe.each([
  ["pushed", PUSH],
  ["pulled", PULL],
])("%s", (how, capabilities) => {
  async function session(): Promise<{ client: InProcessClient; path: string; seen: () => Promise<string[]> }> {
    const { root, path } = folder(FILES);
    const options = { roots: [root], capabilities };
    const client = new InProcessClient(options);
    await client.initialize(options);
    await client.settled();
    const a = path("a.py");
    const seen = async (): Promise<string[]> => {
      await client.settled();
      if (how === "pushed") return shown(client.published(a).at(-1)?.diagnostics ?? []);
      const { items } = await client.request("workspace/diagnostic", { previousResultIds: [] });
      return shown((items as { uri: string; items: [] }[]).find(({ uri }) => uri === uriOf(a))?.items ?? []);
    };
    return { client, path: a, seen };
  }

  test("an edit, a second open and a close at once leave the text of the disk", async () => {
    const { client, path, seen } = await session();
    const onDisk = readFileSync(path, "utf8");
    client.open(path, onDisk);
    expect(await seen()).toEqual(["unused_imports@1", "unused_imports@2"]);
    client.change(path, "x = 1\n");
    client.open(path, "y = 2\n", 3);
    client.close(path);
    expect(await seen()).toEqual(["unused_imports@1", "unused_imports@2"]);
    expect(client.faults).toEqual([]);
  });

  test("of two spellings of one path that which was changed last counts, then the one that is left", async () => {
    const { client, path, seen } = await session();
    const other = uriOf(path).replace("a.py", "%61.py");
    const document = (text: string): unknown => ({ textDocument: { uri: other, languageId: "python", version: 1, text } });
    client.notify("textDocument/didOpen", document("import os\n"));
    client.open(path, "x = 1\n");
    expect(await seen()).toEqual([]);
    client.change(path, "import os\nimport re\nimport sys\n");
    expect(await seen()).toEqual(["unused_imports@1", "unused_imports@2", "unused_imports@3"]);
    client.notify("textDocument/didClose", { textDocument: { uri: other } });
    expect(await seen()).toEqual(["unused_imports@1", "unused_imports@2", "unused_imports@3"]);
    client.close(path);
    expect(await seen()).toEqual(["unused_imports@1", "unused_imports@2"]);
  });
});
