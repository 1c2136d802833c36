import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { built, Desk, editor, ROOT } from "./editor.ts";

interface Seen {
  nvim: string;
  module: { rule: string; line: number }[];
  spec: { rule: string; line: number }[];
  hover: string;
  fixed: string;
  fixedLine: string;
  inserted: string;
  specLines: string[];
}

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
      const init = join(desk.home, ".config", "nvim", "init.lua");
      writeFileSync(
        init,
        `require("l9").setup({ cmd = { ${JSON.stringify(process.execPath)}, ${JSON.stringify(built())}, "lsp", "--stdio" } })\n`,
      );
      const out = join(desk.folder, "out.json");
      const module = "api/payments_webhook_adapter.py";
      const spec = "specs/Module-Spec-payments_webhook.yaml";
      await desk.run(
        nvim as string,
        ["--headless", "-i", "NONE", "-n", "-c", `luafile ${join(import.meta.dirname, "drive.lua")}`],
        {
          L9_OUT: out,
          L9_MODULE: desk.file(module),
          L9_SPEC: desk.file(spec),
          L9_SPEC_FIX: "Add `module.purpose`",
        },
      );
      const seen = JSON.parse(readFileSync(out, "utf8")) as Seen;
      const lines = readFileSync(desk.file(module), "utf8").split("\n");
      const unused = seen.module.filter(({ rule }) => rule === "unused_imports");
      expect(unused).toMatchObject([{ line: lines.findIndex((line) => line.includes("List")) + 1 }]);
      expect(seen.module.map(({ rule }) => rule)).toEqual(
        expect.arrayContaining(["random_uuid", "type_ignore", "unknown_service_method"]),
      );
      expect(seen.hover).toContain("**random_uuid**");
      expect(seen.fixed).toContain("List");
      expect(seen.fixedLine).not.toContain("List");

      const specBefore = readFileSync(desk.file(spec), "utf8").trimEnd().split("\n");
      const moduleLine = specBefore.findIndex((line) => line === "module:");
      expect(seen.spec).toContainEqual(expect.objectContaining({ rule: "missing_spec_key", line: moduleLine + 1 }));
      const added = seen.specLines.filter((line) => !specBefore.includes(line));
      expect(added).toEqual([expect.stringMatching(/^ {2}purpose: /)]);
      expect(
        seen.specLines
          .filter((line) => line !== added[0])
          .join("\n")
          .trimEnd(),
      ).toBe(specBefore.join("\n"));
      expect(await desk.leftBehind()).toEqual([]);
    },
  );
});
