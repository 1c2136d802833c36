import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Desk, editor, ROOT } from "./editor.ts";
import { blocks, follow } from "./readme.ts";
import { expectSession, task } from "./session.ts";

const emacs = editor("emacs", "L9_EMACS") ?? editor("emacs");
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
});
