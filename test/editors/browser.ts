import { chromium, type Browser } from "playwright-core";
import { editor } from "./editor.ts";

/** A Chromium, and why there is none. */
export const CHROMIUM = process.env.L9_CHROMIUM ? editor("chromium", "L9_CHROMIUM") : editor("chromium");
export const NO_CHROMIUM = "chromium is not on the PATH, and L9_CHROMIUM names none";

/** Starts it without a screen, in a profile of its own that asks the network for nothing. */
export function openBrowser(): Promise<Browser> {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({
    executablePath: CHROMIUM ?? "",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
  });
}
