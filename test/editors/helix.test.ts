import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk, editor } from "./editor.ts";
import { follow } from "./readme.ts";

// Helix in a terminal that nobody sees: the README of the client followed word for word on an empty home, then along what a spec names.

const HELIX = editor("tmux") === null ? null : editor("hx", "L9_HELIX");
const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const OTHERS = ["api/orders_webhook_adapter.py", "tests/test_orders_webhook.py", "docs/orders_webhook.md"];
const LIMIT = { timeout: 60_000, interval: 100 };

/** A terminal with a program in it. */
class Terminal {
  readonly #socket = `l9-${randomUUID()}`;
  readonly #env: Record<string, string>;

  constructor(desk: Desk, PATH: string, command: readonly string[]) {
    this.#env = desk.environment({ PATH, TERM: "xterm-256color" });
    this.#tmux("-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "40", "-c", desk.workspace, ...command);
    onTestFinished(() => this.end());
  }

  keys(...keys: readonly string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  async shows(text: string | RegExp): Promise<void> {
    const screen = (): string => this.#tmux("capture-pane", "-p");
    await (typeof text === "string" ? expect.poll(screen, LIMIT).toContain(text) : expect.poll(screen, LIMIT).toMatch(text));
  }

  end(): void {
    spawnSync("tmux", ["-L", this.#socket, "kill-server"], { env: this.#env });
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, ...args], { env: this.#env, encoding: "utf8" });
  }
}

describe("Helix", () => {
  if (HELIX === null)
    process.stderr.write(
      "Not tested: Helix, for L9_HELIX names none (`.ci/install-editors` installs one), or there is no tmux.\n",
    );

  test.runIf(HELIX)(
    "walks to a test and back, renames a packet type everywhere, and offers the generation",
    { timeout: 300_000 },
    async () => {
      const desk = new Desk();
      const PATH = follow(desk, "helix");
      const read = (): string[] => [SPEC, ...OTHERS].map((file) => readFileSync(desk.file(file), "utf8"));
      const before = read();
      const helix = new Terminal(desk, PATH, [HELIX as string, `${desk.file("api/clients/payments_webhook_client.py")}:5`]);
      await helix.shows("`logging` must not be used in generated code");

      const command = async (text: string): Promise<void> => {
        helix.type(text);
        // The prompt of a search is a word.
        await helix.shows(text.slice(1));
        helix.keys("Enter");
      };
      await command(`:o ${SPEC}`);
      await helix.shows("schema_version: 3.0.0");
      await command("/duplicate_event_deduped");
      await helix.shows(/Module-Spec-orders_webhook\.yaml .* 103:/);
      helix.type("gd");
      await helix.shows("def test_duplicate_event_deduped");
      await helix.shows(/test_orders_webhook\.py .* 139:5/);
      helix.type("gd");
      await helix.shows(/Module-Spec-orders_webhook\.yaml .* 103:9/);

      await command("/orders_webhook\\.in");
      await helix.shows(/Module-Spec-orders_webhook\.yaml .* 52:/);
      const rename = async (to: string): Promise<void> => {
        helix.keys("Space", "r");
        await helix.shows("rename-to:orders_webhook.in");
        helix.keys("C-u");
        helix.type(to);
        await helix.shows(`rename-to:${to}`);
        helix.keys("Enter");
      };
      await rename("orders_webhook.out");
      await helix.shows("The module has the packet type `orders_webhook.out` already.");
      expect(read()).toEqual(before);
      await rename("orders_webhook.received");
      await helix.shows("- orders_webhook.received");
      await command(":wa");
      await expect
        .poll(read, LIMIT)
        .toEqual(before.map((text) => text.replaceAll(/orders_webhook\.in\b/g, "orders_webhook.received")));
      const { status, stdout } = spawnSync(process.execPath, [builtProgram(), "check", SPEC, ...OTHERS], {
        cwd: desk.workspace,
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringContaining("orders_webhook") as string });

      helix.keys("Space", "a");
      await helix.shows("Generate module orders_webhook");
      await helix.shows("Preview module orders_webhook");
      helix.keys("Escape");
      await command(":qa!");
      await expect.poll(() => desk.leftBehind(), LIMIT).toEqual([]);
    },
  );
});

test("the README's settings name the languages that the server reads", () => {
  const settings = readFileSync(join(import.meta.dirname, "..", "..", "client", "helix", "languages.toml"), "utf8");
  const named = [...settings.matchAll(/^name = "(\w+)"\nlanguage-servers = \["l9"/gm)].map(([, name]) => name);
  expect(named).toEqual(["python", "yaml", "markdown", "typescript", "tsx"]);
});
