import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtProgram } from "../program.ts";
import { editor, ROOT, type Desk } from "./editor.ts";
import { sample } from "../whole.ts";

/** Every Neovim that there may be, and why one is missing. */
export const NEOVIMS: [name: string, nvim: string | null, reason: string][] = [
  ["the system's Neovim", editor("nvim"), "nvim is not on the PATH"],
  ["a newer Neovim", editor("nvim", "L9_NEW_NVIM"), "L9_NEW_NVIM names none; `.ci/install-editors` installs one"],
  ["the newest Neovim", editor("nvim", "L9_NEWEST_NVIM"), "L9_NEWEST_NVIM names none; `.ci/install-editors` installs one"],
];

/** The oldest and the newest: what lies between them differs in no request of a generation. `L9_WHOLE=1` takes all. */
export const END_NEOVIMS = sample(NEOVIMS, 2);

/** Runs a driver in a headless Neovim that has the plugin and starts the built program. */
export async function drive(desk: Desk, nvim: string, driver: string, env: Record<string, string>): Promise<void> {
  const plugin = join(desk.home, ".config", "nvim", "pack", "l9", "start", "l9");
  mkdirSync(dirname(plugin), { recursive: true });
  cpSync(join(ROOT, "client", "neovim"), plugin, { recursive: true });
  const command = [process.execPath, builtProgram(), "lsp", "--stdio"].map((part) => JSON.stringify(part)).join(", ");
  writeFileSync(join(desk.home, ".config", "nvim", "init.lua"), `require("l9").setup({ cmd = { ${command} } })\n`);
  await desk.run(nvim, ["--headless", "-i", "NONE", "-n", "-c", `luafile ${join(import.meta.dirname, driver)}`], env, 120);
}
