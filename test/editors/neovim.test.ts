import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk, editor, ROOT } from "./editor.ts";
import { expectSession, task } from "./session.ts";

const EDITORS: [string, string | null, string][] = [
  ["the system's Neovim", editor("nvim"), "nvim is not on the PATH"],
  ["a newer Neovim", editor("nvim", "L9_NEW_NVIM"), "L9_NEW_NVIM names none; `.ci/install-editors` installs one"],
];

describe.each(EDITORS)("%s", (name, nvim, reason) => {
  if (nvim === null) process.stderr.write(`Not tested: ${name}, for ${reason}.\n`);

  test.runIf(nvim)(
    "shows findings, follows edits, fixes a module and a spec, and leaves no process",
    { timeout: 90_000 },
    async () => {
      const desk = new Desk();
      const plugin = join(desk.home, ".config", "nvim", "pack", "l9", "start", "l9");
      mkdirSync(dirname(plugin), { recursive: true });
      cpSync(join(ROOT, "client", "neovim"), plugin, { recursive: true });
      const command = [process.execPath, builtProgram(), "lsp", "--stdio"].map((part) => JSON.stringify(part)).join(", ");
      writeFileSync(join(desk.home, ".config", "nvim", "init.lua"), `require("l9").setup({ cmd = { ${command} } })\n`);
      const driver = join(import.meta.dirname, "drive.lua");
      await desk.run(nvim as string, ["--headless", "-i", "NONE", "-n", "-c", `luafile ${driver}`], task(desk));
      await expectSession(desk);
    },
  );
});
