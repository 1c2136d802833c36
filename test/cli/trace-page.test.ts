import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { CHROMIUM, NO_CHROMIUM, openBrowser } from "../editors/browser.ts";
import { sampleWorkspace } from "../generate/workspace.ts";
import { l9 } from "./run.ts";

// The page of `l9 trace --format html` as a browser shows it.

if (CHROMIUM === null) process.stderr.write(`Not tested: the page of l9 trace in a browser, for ${NO_CHROMIUM}.\n`);

it.runIf(CHROMIUM)("can be filtered, is read in light and dark, and asks nobody for anything", { timeout: 60_000 }, async () => {
  const workspace = sampleWorkspace({ generated: true });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "l9-page-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "trace.html");
  writeFileSync(file, l9(["trace", "--format", "html"], { cwd: workspace.root }).stdout);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const asked: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`file://${file}`);

  const all = await shown(page);
  expect(all.length).toBeGreaterThan(40);
  expect(await page.locator("output").innerText()).toBe(`${all.length} of ${all.length}`);
  await page.getByPlaceholder("Filter").fill("orders duplicate");
  expect(await shown(page)).toEqual([expect.stringContaining("duplicate_event_deduped")]);
  expect(await page.locator("section:visible").count()).toBe(1);
  expect(await page.locator("output").innerText()).toBe(`1 of ${all.length}`);
  await page.getByPlaceholder("Filter").fill("");
  await page.getByLabel("only what is missing").check();
  const missing = await shown(page);
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.every((row) => row.includes("✗"))).toBe(true);
  await page.getByLabel("only what is missing").uncheck();
  for (const box of await page.locator("[name=kind]").all())
    if ((await box.getAttribute("value")) !== "route") await box.uncheck();
  expect((await shown(page)).every((row) => row.startsWith("route"))).toBe(true);

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    if (process.env.L9_PICTURES) await page.screenshot({ path: join(process.env.L9_PICTURES, `trace-${colorScheme}.png`) });
    expect(await page.evaluate(LEAST_CONTRAST)).toBeGreaterThan(4.5);
  }
  await page.setViewportSize({ width: 400, height: 700 });
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(asked).toEqual([`file://${file}`]);
  expect(faults).toEqual([]);
});

function shown(page: Page): Promise<string[]> {
  return page.locator("tbody tr:visible").allInnerTexts();
}

/** The least contrast between a cell's letters and the page behind them, as WCAG counts it. */
const LEAST_CONTRAST = `(() => {
  const channels = (color) => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (color) => {
    const [r, g, b] = channels(color).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = light(getComputedStyle(document.querySelector("form")).backgroundColor);
  const cells = [...document.querySelectorAll("td, th")].map((cell) => light(getComputedStyle(cell).color));
  return Math.min(...cells.map((own) => (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05)));
})()`;
