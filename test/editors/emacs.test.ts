import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk, editor, ROOT } from "./editor.ts";
import { blocks, follow } from "./readme.ts";
import { expectSession, task } from "./session.ts";

const emacs = editor("emacs", "L9_EMACS") ?? editor("emacs");
const REPORT = ".l9/reports/orders_webhook.md";
const MODULE = [
  "api/orders_webhook_adapter.py",
  "api/routes/orders_webhook.py",
  "tests/test_orders_webhook.py",
  "docs/orders_webhook.md",
  "api/clients/orders_webhook_client.py",
];
const CLIENT = join(ROOT, "client", "emacs");

// The README of the client followed word for word on an empty home, then a session.

describe("Emacs with its own eglot", () => {
  if (emacs === null) process.stderr.write("Not tested: Emacs, for it is not on the PATH; `.ci/install-editors` installs one.\n");

  test.runIf(emacs)("the client compiles without a warning", { timeout: 60_000 }, async () => {
    const desk = new Desk();
    copyFileSync(join(CLIENT, "l9.el"), desk.file("l9.el"));
    const strict = "(setq byte-compile-error-on-warn t)";
    const output = await desk.run(
      emacs as string,
      ["-Q", "--batch", "--eval", strict, "-f", "batch-byte-compile", desk.file("l9.el")],
      {},
    );
    expect(output).toBe("");
  });

  test.runIf(emacs)(
    "shows findings, follows edits, fixes a module and a spec, and leaves no process",
    { timeout: 90_000 },
    async () => {
      const desk = new Desk();
      const PATH = follow(desk, "emacs");
      const init = join(desk.home, ".emacs.d", "init.el");
      writeFileSync(init, blocks("emacs", "elisp")[0] as string);
      const driver = join(import.meta.dirname, "drive.el");
      await desk.run(emacs as string, ["-Q", "--batch", "-l", init, "-l", driver], { ...task(desk), PATH });
      await expectSession(desk);
    },
  );

  test.runIf(emacs)("walks to a test and back, and renames a packet type everywhere", { timeout: 150_000 }, async () => {
    const desk = new Desk();
    const PATH = follow(desk, "emacs");
    const init = join(desk.home, ".emacs.d", "init.el");
    writeFileSync(init, blocks("emacs", "elisp")[0] as string);
    const files = ["specs/Module-Spec-orders_webhook.yaml", MODULE[0], MODULE[2], MODULE[3]] as [string, string, string, string];
    const before = files.map((file) => readFileSync(desk.file(file), "utf8"));
    const out = join(desk.folder, "out.json");
    const environment = { L9_OUT: out, L9_SPEC: desk.file(files[0]), L9_NEW_NAME: "orders_webhook.received", PATH };
    await desk.run(
      emacs as string,
      ["-Q", "--batch", "-l", init, "-l", join(import.meta.dirname, "drive-walk.el")],
      environment,
      130,
    );
    const seen = JSON.parse(readFileSync(out, "utf8")) as Record<string, unknown>;
    expect(seen).toMatchObject({
      places: ["test_orders_webhook.py:test_duplicate_event_deduped", "Module-Spec-orders_webhook.yaml:duplicate_event_deduped"],
      references: 6,
      refused: expect.stringContaining("The module has the packet type `orders_webhook.out` already.") as string,
      undone: true,
      actions: expect.arrayContaining(["Generate module orders_webhook", "Preview module orders_webhook"]) as string[],
    });
    const renamed = before.map((text) => text.replaceAll(/orders_webhook\.in\b/g, "orders_webhook.received"));
    expect(files.map((file) => readFileSync(desk.file(file), "utf8"))).toEqual(renamed);
    expect(await desk.leftBehind()).toEqual([]);
  });

  test.runIf(emacs)("asks about files edited by hand, and attests what is saved", { timeout: 150_000 }, async () => {
    const desk = new Desk();
    const PATH = follow(desk, "emacs");
    const init = join(desk.home, ".emacs.d", "init.el");
    writeFileSync(init, blocks("emacs", "elisp")[0] as string);
    const program = (...args: string[]): number | null =>
      spawnSync(process.execPath, [builtProgram(), ...args], { cwd: desk.workspace, env: desk.environment() }).status;
    const spec = "specs/Module-Spec-orders_webhook.yaml";
    const [adapter, , tests, readme, client] = MODULE as [string, string, string, string, string];
    for (const file of MODULE) rmSync(desk.file(file));
    expect(program("generate", spec)).toBe(0);
    // One is new, three are edited by hand.
    for (const file of [REPORT, client]) rmSync(desk.file(file));
    for (const file of [adapter, tests, readme])
      writeFileSync(
        desk.file(file),
        `${readFileSync(desk.file(file), "utf8")}\n\n${file === readme ? "By hand." : "BY_HAND: int = 1"}\n`,
      );
    const byHand = readFileSync(desk.file(adapter), "utf8");
    const out = join(desk.folder, "out.json");
    const environment = { L9_OUT: out, L9_SPEC: desk.file(spec), L9_REPORT: desk.file(REPORT), L9_KEEP: adapter, PATH };
    const driver = join(import.meta.dirname, "drive-generate.el");
    await desk.run(emacs as string, ["-Q", "--batch", "-l", init, "-l", driver], environment, 130);

    const seen = JSON.parse(readFileSync(out, "utf8")) as { questions: string[]; messages: string[]; onDisk: boolean };
    expect(seen.questions).toHaveLength(3);
    expect(seen.onDisk).toBe(false);
    expect(readFileSync(desk.file(adapter), "utf8")).toBe(byHand);
    for (const file of [tests, readme]) expect(readFileSync(desk.file(file), "utf8")).not.toMatch(/by_?hand/i);
    expect(seen.messages[0]).toMatch(/^orders_webhook is not attested yet: 0 of 3 files are on disk as generated; /);
    expect(seen.messages.at(-1)).toMatch(/^orders_webhook is generated: 3 files, all checks attested\./);
    expect(program("verify", spec)).toBe(0);
    expect(await desk.leftBehind()).toEqual([]);
  });
});
