import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Desk, editor } from "./editor.ts";
import { blocks, follow } from "./readme.ts";
import { expectSession, task } from "./session.ts";

// The README of the client followed word for word on an empty home, then a session.

const ENABLE = 'vim.lsp.enable("l9")\n';
const SETUP = 'require("l9").setup()\n';

const EDITORS: [name: string, nvim: string | null, reason: string, switchedOnBy: string][] = [
  ["the system's Neovim", editor("nvim"), "nvim is not on the PATH", SETUP],
  ["a newer Neovim", editor("nvim", "L9_NEW_NVIM"), "L9_NEW_NVIM names none; `.ci/install-editors` installs one", SETUP],
  [
    "a Neovim that enables servers itself",
    editor("nvim", "L9_NEWEST_NVIM"),
    "L9_NEWEST_NVIM names none; `.ci/install-editors` installs one",
    ENABLE,
  ],
  [
    "the same Neovim with the way of the older ones",
    editor("nvim", "L9_NEWEST_NVIM"),
    "L9_NEWEST_NVIM names none; `.ci/install-editors` installs one",
    SETUP,
  ],
];

test("the README switches the server on in both ways", () => {
  expect(blocks("neovim", "lua").slice(0, 2)).toEqual([ENABLE, SETUP]);
});

describe.each(EDITORS)("%s", (name, nvim, reason, switchedOnBy) => {
  if (nvim === null) process.stderr.write(`Not tested: ${name}, for ${reason}.\n`);

  test.runIf(nvim)(
    "shows findings, follows edits, fixes a module and a spec, and leaves no process",
    { timeout: 90_000 },
    async () => {
      const desk = new Desk();
      const PATH = follow(desk, "neovim");
      writeFileSync(join(desk.home, ".config", "nvim", "init.lua"), switchedOnBy);
      const driver = join(import.meta.dirname, "drive.lua");
      await desk.run(nvim as string, ["--headless", "-i", "NONE", "-n", "-c", `luafile ${driver}`], { ...task(desk), PATH });
      await expectSession(desk);
    },
  );
});
