import { expect, onTestFinished, test } from "vitest";
import { LspClient, shown, uriOf, type StartOptions } from "./client.ts";
import { folder } from "./folder.ts";

const CONFIG = "scope: all\n";
const BAD = "total = add(1, 2)  # type: ignore\n";

async function start(options: StartOptions): Promise<LspClient> {
  const client = await LspClient.start(options);
  onTestFinished(() => void client.process.kill("SIGKILL"));
  return client;
}

test("a file's findings appear with its version, change with it, and go with a fix", async () => {
  const { root, write } = folder({ "l9.config.yaml": CONFIG });
  const path = write("a.py", BAD);
  const client = await start({ roots: [root] });
  client.open(path, BAD, 7);
  const [diagnostic, ...rest] = await client.diagnostics(path, ({ version }) => version === 7);
  expect(rest).toEqual([]);
  expect(diagnostic).toMatchObject({
    code: "type_ignore",
    severity: 1,
    source: "l9",
    range: { start: { line: 0, character: 19 }, end: { line: 0, character: 33 } },
  });

  client.notify("textDocument/didChange", {
    textDocument: { uri: uriOf(path), version: 8 },
    contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "x = 1\n" }],
  });
  expect(shown(await client.diagnostics(path, ({ version }) => version === 8))).toEqual(["type_ignore@2"]);

  client.replace(path, "x = 1\ntotal = add(1, 2)\n", 9);
  expect(await client.diagnostics(path, ({ version }) => version === 9)).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.garbage).toBe("");
});
