import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { CHROMIUM, openBrowser } from "./browser.ts";
import { editor, type Desk } from "./editor.ts";

/** The folder of VS Code as a server (`.ci/install-editors`); null when there is none, or no browser to show it. */
export const VSCODE = CHROMIUM === null ? null : editor("code-server", "L9_VSCODE");
export const NO_VSCODE =
  "L9_VSCODE names none (`L9_WITH_VSCODE=1 .ci/install-editors FOLDER` installs one), or there is no chromium";

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "security.workspace.trust.enabled": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "window.commandCenter": false,
  "editor.minimap.enabled": false,
  "explorer.confirmDragAndDrop": false,
};

/** VS Code in a browser over the desk's workspace, with the extension; ended with the test. */
export class VsCode {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(desk: Desk, vsix: string): Promise<VsCode> {
    const home = join(desk.home, "vscode");
    mkdirSync(join(home, "user", "User"), { recursive: true });
    writeFileSync(join(home, "user", "User", "settings.json"), JSON.stringify(SETTINGS));
    const own = ["--user-data-dir", join(home, "user"), "--extensions-dir", join(home, "extensions")];
    await finished(start(desk, [...own, "--install-extension", vsix]));
    const quiet = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
    const server = start(desk, [...own, ...quiet, "--disable-getting-started-override", "--bind-addr", "127.0.0.1:0"]);
    onTestFinished(() => {
      // The whole group: the server, the extension host and what that started.
      if (server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
    });
    const address = await said(server, /listening on (http:\/\/127\.0\.0\.1:\d+)/);
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(`${address}/?folder=${encodeURIComponent(desk.workspace)}`);
    await page.waitForSelector(".explorer-folders-view .monaco-list-row");
    return new VsCode(page);
  }

  /** Runs a command of the palette (`>File: Save All`), opens a file, or goes to a place of it (`:3:5`). */
  async quick(text: string, choose: string | null = text.replace(/^>/, "")): Promise<void> {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor({ state: "visible" });
    await input.fill(text);
    if (choose !== null) await this.page.locator(".quick-input-list .monaco-list-row", { hasText: choose }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  async openFile(name: string): Promise<void> {
    await this.quick(name, name.split("/").at(-1));
    await this.activeTab(name);
  }

  /** Waits for the file to be the one that is shown. */
  async activeTab(name: string): Promise<void> {
    await this.page.locator(".tab.active", { hasText: name.split("/").at(-1) as string }).waitFor();
  }

  /** Waits for a line that holds a text. */
  async line(text: string): Promise<void> {
    await this.page
      .locator(".view-line", { hasText: text.replaceAll(" ", "\u00a0") })
      .first()
      .waitFor();
  }

  /** A picture, where somebody wants to look at it. */
  async picture(name: string): Promise<void> {
    if (process.env.L9_PICTURES) await this.page.screenshot({ path: join(process.env.L9_PICTURES, `vscode-${name}.png`) });
  }
}

function start(desk: Desk, args: readonly string[]): ChildProcess {
  const folder = VSCODE ?? "";
  return spawn(join(folder, "n24", "bin", "node"), [join(folder, "node_modules/code-server/out/node/entry.js"), ...args], {
    cwd: desk.workspace,
    env: desk.environment({ PATH: `${join(folder, "n24", "bin")}:${process.env.PATH ?? ""}` }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

async function finished(child: ChildProcess): Promise<void> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`the extension is not installed:\n${output}`);
}

function said(child: ChildProcess, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", () => reject(new Error(`VS Code ended:\n${output}`)));
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const found = what.exec(output);
        if (found?.[1] !== undefined) resolve(found[1]);
      });
  });
}
