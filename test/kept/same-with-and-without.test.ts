import { expect, it } from "vitest";
import { checkWithSoundFixes } from "../../server/lint/fix.ts";
import { KeptResults } from "../../server/lint/kept/kept-results.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadConfig } from "../../server/project/config.ts";
import { prepareOwnRules } from "../../server/project/own-rules/prepare.ts";
import { Pack } from "../../server/project/kept/pack.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { WHOLE } from "../whole.ts";
import { RandomWorkspace } from "./random-workspace.ts";

// What is found with the results of earlier runs is what is found without, whatever happened in between.

await loadPython();
await loadTypeScript();

const SEED = Number(process.env["L9_SEED"] ?? 20_261_130);
const STEPS = WHOLE ? 400 : 14;
const LIMIT = 64 * 1024 * 1024;

/** One run: every finding of every file, as text. */
async function run(root: string, pack: Pack | null): Promise<{ found: string; taken: number; unproved: number; files: number }> {
  const { config } = await loadConfig(root, { userFile: null });
  if (config.own_rules.rules.length > 0) await prepareOwnRules(config.own_rules);
  const kept = pack && new KeptResults(pack, { program: "this one", root, config });
  const linter = new Linter(root, config, kept ? { kept } : {});
  try {
    const paths = linter.paths();
    for (const path of paths) linter.isKept(path);
    const found = paths.map((path) => [path, checkWithSoundFixes(linter, path)]);
    const { taken, unproved } = kept?.counts ?? { taken: 0, unproved: 0 };
    return { found: JSON.stringify(found, null, 1), taken, unproved, files: paths.length };
  } finally {
    linter.dispose();
  }
}

it(
  `a run after random changes finds the same with and without what earlier ones kept, seed ${SEED}`,
  { timeout: 1_200_000 },
  async () => {
    const workspace = new RandomWorkspace(SEED);
    try {
      let bytes: Buffer | null = null;
      let taken = 0;
      let files = 0;
      const log: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        log.push(step === 0 ? "the first run" : workspace.step());
        // Two changes between two runs now and then, and none.
        if (step % 3 === 2) log.push(workspace.step());
        const pack: Pack = Pack.of(bytes);
        const without = await run(workspace.root, null);
        const withPack = await run(workspace.root, pack);
        expect(withPack.found, log.slice(-4).join("\n")).toBe(without.found);
        bytes = pack.bytes(LIMIT);
        taken += withPack.taken;
        files += withPack.files;
      }
      // Else the property would hold for nothing.
      expect(taken / files).toBeGreaterThan(0.2);
    } finally {
      workspace.dispose();
    }
  },
);
