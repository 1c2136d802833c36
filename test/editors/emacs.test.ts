import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk, editor, ROOT } from "./editor.ts";
import { expectSession, task } from "./session.ts";

const emacs = editor("emacs", "L9_EMACS") ?? editor("emacs");
const CLIENT = join(ROOT, "client", "emacs");

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
      const driver = join(import.meta.dirname, "drive.el");
      const command = [process.execPath, builtProgram(), "lsp", "--stdio"].join(" ");
      await desk.run(emacs as string, ["-Q", "--batch", "-L", CLIENT, "-l", driver], { ...task(desk), L9_COMMAND: command });
      await expectSession(desk);
    },
  );
});
