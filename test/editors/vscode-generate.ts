import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { VsCode } from "./code-server.ts";
import type { Desk } from "./editor.ts";

const SECRET = "- ORDERS_WEBHOOK_SECRET";

/** The user's own check of a draft, by which a run waits as long as somebody looks at it. */
export function holdRuns(desk: Desk): { hold: () => void; release: () => void } {
  const held = join(desk.folder, "held");
  mkdirSync(join(desk.home, ".config", "l9"), { recursive: true });
  writeFileSync(
    join(desk.home, ".config", "l9", "config.yaml"),
    `generate: { verify: "while [ -e '${held}' ]; do sleep 0.1; done" }\n`,
  );
  return { hold: () => writeFileSync(held, ""), release: () => rmSync(held) };
}

/** Previews and generates the module of the spec that is shown, and answers what it asks. */
export async function generateIn(code: VsCode, desk: Desk, spec: string, run: ReturnType<typeof holdRuns>): Promise<void> {
  const { page } = code;
  const status = (text: string | RegExp): Promise<void> =>
    page.locator(".statusbar-item", { hasText: text }).first().waitFor({ state: "visible" });
  const lines = readFileSync(desk.file(spec), "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes(SECRET)) + 1;

  await code.openFile(spec);
  // Under Ctrl+. the actions of the module stand beside the fixes.
  await code.quick(`:${at}:9`, `line ${at}`);
  await page.keyboard.press("Control+Period");
  const preview = page.locator(".action-widget .monaco-list-row", { hasText: "Preview module orders_webhook" });
  await preview.waitFor();
  expect(await page.locator(".action-widget .monaco-list-row", { hasText: "Generate module orders_webhook" }).count()).toBe(1);
  await code.picture("actions");
  run.hold();
  await preview.click();
  await status(/Previewing module: 6_VALIDATE: Running the command that verifies/);
  await code.picture("phase");
  run.release();
  // A difference for each file, and the report to their side.
  await page.locator(".tab", { hasText: "L9: what generation would change" }).waitFor();
  await page.locator(".tab", { hasText: "Preview orders_webhook.preview.md" }).waitFor();
  await page.locator(".multiDiffEntry", { hasText: "orders_webhook_adapter.py" }).first().waitFor();
  const report = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await report.getByRole("heading", { name: "orders_webhook" }).first().waitFor();
  await code.picture("preview");
  await code.quick(">View: Close All Editor Groups", null);

  // What a run asks stands at its key, with a fix.
  await code.openFile(spec);
  await code.quick(`:${at}:9`, `line ${at}`);
  await page.keyboard.press("Control+Shift+K");
  await code.quick(">L9: Generate Module", "L9: Generate Module");
  const squiggle = page.locator(".squiggly-info").first();
  await squiggle.waitFor({ state: "attached" });
  await page.locator(".markers-panel .monaco-list-row").first().waitFor();
  await code.picture("asked");
  await page.keyboard.press("Control+Period");
  const stub = page.locator(".action-widget .monaco-list-row", { hasText: "Put a stub for `module.environment.required`" });
  await stub.waitFor();
  await code.picture("fix");
  await stub.click();
  await code.line("- TODO # such as ORDERS_WEBHOOK_SIGNING_SECRET");
  await squiggle.waitFor({ state: "detached" });
  await code.picture("answered");

  await code.quick(">File: Revert File", "File: Revert File");
  await code.line(SECRET);
  expect(readFileSync(desk.file(spec), "utf8")).toBe(lines.join("\n"));
}
