import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import type { Shape } from "./shapes.ts";
import { countWork, SIZES } from "./work.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-growth-")));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

/** What a keystroke in a file costs at worst: nothing is kept of it, and every rule looks. */
function check(files: Readonly<Record<string, string>>): void {
  const linter = new Linter(root, { ...defaultConfig, scope: "all" });
  linter.scan();
  for (const [name, text] of Object.entries(files)) linter.setOpen(join(root, name), text);
  for (const name of Object.keys(files)) linter.check(join(root, name));
  linter.dispose();
}

export interface Growth {
  name: string;
  counts: number[];
  /** Milliseconds at the largest size, beside the counting. */
  time: number;
}

export function measure({ name, files, unit }: Shape): Growth {
  // Once before: what is made when first used is not counted.
  check(files(unit));
  const counts = SIZES.map((size) => {
    const grown = files(unit * size);
    return countWork(() => check(grown));
  });
  const largest = files(unit * (SIZES.at(-1) ?? 1));
  const start = performance.now();
  check(largest);
  return { name, counts, time: Math.round(performance.now() - start) };
}
