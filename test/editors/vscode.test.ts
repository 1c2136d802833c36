import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { built, ROOT } from "./editor.ts";

test(
  "the extension is packaged without a network, and its server speaks over the channel that the editor opens",
  { timeout: 60_000 },
  async () => {
    built();
    const folder = mkdtempSync(join(tmpdir(), "l9-vsix-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const vsix = join(folder, "l9.vsix");
    const env = { ...process.env, HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
    const printed = execFileSync(process.execPath, [join(ROOT, "client", "vscode", "package.mjs"), vsix], {
      encoding: "utf8",
      env,
    });
    expect(printed).toContain(vsix);
    const packed = readFileSync(vsix);
    expect(packed.subarray(0, 2).toString()).toBe("PK");
    const programs = ["l9.cjs", "main.cjs", "tree-sitter-python.wasm", "web-tree-sitter.wasm"].map(
      (name) => `out/server/${name}`,
    );
    for (const name of ["out/extension.cjs", ...programs, "readme.md"])
      expect(`${name} ${String(packed.includes(`extension/${name}`))}`).toBe(`${name} true`);
    // What a finding's code leads to comes along.
    expect(packed.includes("extension/out/server/rules/random_uuid.md")).toBe(true);

    const server = fork(
      join(ROOT, "client", "vscode", "out", "server", "l9.cjs"),
      ["lsp", "--node-ipc", `--clientProcessId=${process.pid}`],
      {
        execArgv: [],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    onTestFinished(() => void server.kill("SIGKILL"));
    const reply = once(server, "message");
    server.send({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: process.pid, rootUri: null, capabilities: {} },
    });
    expect((await reply)[0]).toMatchObject({ id: 1, result: { serverInfo: { name: "l9" } } });
    server.disconnect();
    expect(await once(server, "exit")).toEqual([1, null]);
  },
);

test("the extension has the version of the package", () => {
  const version = (path: string): unknown => (JSON.parse(readFileSync(join(ROOT, path), "utf8")) as { version: unknown }).version;
  expect(version("client/vscode/package.json")).toBe(version("package.json"));
});
