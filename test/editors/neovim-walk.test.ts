import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk } from "./editor.ts";
import { drive, NEOVIMS } from "./neovim.ts";

// Along what a spec names in a real editor: from an acceptance name to its test and back, and a packet type renamed in the spec.

const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const DOCUMENT = "docs/orders_webhook.md";
const OTHERS = ["api/orders_webhook_adapter.py", "tests/test_orders_webhook.py", DOCUMENT];

describe.each(NEOVIMS)("%s", (name, nvim, reason) => {
  if (nvim === null) process.stderr.write(`Not tested: ${name}, for ${reason}.\n`);

  test.runIf(nvim)(
    "walks to a test and back, and renames a packet type everywhere, which is undone as one step",
    { timeout: 150_000 },
    async () => {
      const desk = new Desk();
      const before = new Map([SPEC, ...OTHERS].map((file) => [file, readFileSync(desk.file(file), "utf8")]));
      const out = join(desk.folder, "out.json");
      await drive(desk, nvim as string, "drive-walk.lua", {
        L9_OUT: out,
        L9_SPEC: desk.file(SPEC),
        L9_TEST_NAME: "test_orders_webhook.py",
        L9_NEW_NAME: "orders_webhook.received",
      });
      const seen = JSON.parse(readFileSync(out, "utf8")) as Record<string, unknown>;
      expect(seen.places).toEqual([
        "test_orders_webhook.py:test_duplicate_event_deduped",
        "Module-Spec-orders_webhook.yaml:duplicate_event_deduped",
      ]);
      expect(seen.refused).toBe("The module has the packet type `orders_webhook.out` already.");
      expect(seen.changed).toEqual([SPEC, ...OTHERS].map((file) => basename(file)).sort());
      expect(seen.kept).toEqual([`L9: the rename is not undone, in no file: ${DOCUMENT} was changed since`]);
      expect(seen.untouched).toBe(true);
      expect(seen.undoing).toEqual(["L9: the rename is undone in 4 files; :wall saves them", "L9: there is no rename to undo"]);
      expect(seen.undone).toEqual(Object.fromEntries([...before].map(([file, text]) => [basename(file), text])));
      for (const [file, text] of before)
        expect(readFileSync(desk.file(file), "utf8")).toBe(text.replaceAll(/orders_webhook\.in\b/g, "orders_webhook.received"));
      const { status, stdout } = spawnSync(process.execPath, [builtProgram(), "check", SPEC, ...OTHERS], {
        cwd: desk.workspace,
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringContaining("orders_webhook") as string });
      expect(await desk.leftBehind()).toEqual([]);
    },
  );
});
