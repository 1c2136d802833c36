import { execFileSync, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { NO_VSCODE, VSCODE, VsCode } from "./code-server.ts";
import { built, Desk, ROOT } from "./editor.ts";
import { generateIn, holdRuns } from "./vscode-generate.ts";

/** The packed extension, made once. */
let vsix = "";

test(
  "the extension is packaged without a network, and its server speaks over the channel that the editor opens",
  { timeout: 180_000 },
  async () => {
    built();
    const folder = mkdtempSync(join(tmpdir(), "l9-vsix-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    vsix = join(folder, "l9.vsix");
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

const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const TESTS = "tests/test_orders_webhook.py";
const OTHERS = ["api/orders_webhook_adapter.py", TESTS, "docs/orders_webhook.md"];

if (VSCODE === null) process.stderr.write(`Not tested: VS Code, for ${NO_VSCODE}.\n`);

const isolated = VSCODE === null ? null : test;
isolated?.(
  "VS Code walks to a test and back, renames a packet type in one step that can be undone, and generates with what it asks in sight",
  { timeout: 600_000 },
  async () => {
    const desk = new Desk();
    const run = holdRuns(desk);
    const read = (): string[] => [SPEC, ...OTHERS].map((file) => readFileSync(desk.file(file), "utf8"));
    const before = read();
    const placeOf = (text: string): string => {
      const lines = (before[0]?.split(text)[0] ?? "").split("\n");
      return `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 3}`;
    };
    const code = await VsCode.open(desk, vsix);
    const { page } = code;
    await code.openFile(SPEC);
    await page.locator(".codelens-decoration", { hasText: "Generate module orders_webhook" }).first().waitFor();
    await code.quick(placeOf("duplicate_event_deduped"), null);
    await code.line("✓ test_duplicate_event_deduped:");
    await code.picture("spec");
    await page.keyboard.press("F12");
    await code.activeTab(TESTS);
    await code.line("def test_duplicate_event_deduped");
    await page.keyboard.press("F12");
    await code.activeTab(SPEC);

    await code.quick(placeOf("orders_webhook.in"), null);
    await page.keyboard.press("F2");
    const box = page.locator(".rename-box input");
    await box.waitFor({ state: "visible" });
    expect(await box.inputValue()).toBe("orders_webhook.in");
    await box.fill("orders_webhook.received");
    await code.picture("rename");
    await page.keyboard.press("Enter");
    await code.line("- orders_webhook.received");
    await code.quick(">File: Save All", "File: Save All");
    await expect
      .poll(read, { timeout: 20_000 })
      .toEqual(before.map((text) => text.replaceAll(/orders_webhook\.in\b/g, "orders_webhook.received")));
    const { status, stdout } = spawnSync(process.execPath, [built(), "check", SPEC, ...OTHERS], {
      cwd: desk.workspace,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringContaining("orders_webhook") as string });

    // One step of the editor takes all four files back.
    await page.locator(".view-line", { hasText: "orders_webhook.received" }).first().click();
    await page.keyboard.press("Control+Z");
    await code.line("- orders_webhook.in");
    await code.quick(">File: Save All", "File: Save All");
    await expect.poll(read, { timeout: 20_000 }).toEqual(before);

    // Who calls a route is asked about: nothing is changed before that.
    await code.quick(placeOf("/webhooks/orders"), null);
    await page.keyboard.press("F2");
    await box.waitFor({ state: "visible" });
    expect(await box.inputValue()).toBe("/webhooks/orders");
    await box.fill("/webhooks/order-events");
    await page.keyboard.press("Enter");
    const asked = page.locator(".refactor-preview-panel, .bulk-edit-panel");
    await asked.getByText("Discard").waitFor();
    await asked.locator(".monaco-list-row").first().waitFor();
    await code.picture("asked-route");
    await asked.getByText("Discard").click();
    await code.line("route: /webhooks/orders");
    expect(read()).toEqual(before);
    await generateIn(code, desk, SPEC, run);
  },
);
