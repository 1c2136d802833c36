import fc from "fast-check";
import { expect, test } from "vitest";
import { loadPython } from "../../server/syntax/tree.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadServer } from "./lsp-session.ts";
import { properties } from "./properties.ts";
import { SEED } from "./property.ts";

await loadPython();
await loadServer();
await loadTypeScript();

/** The suite looks at the first third of the cases; `L9_ALL_CASES=1` at all of them. */
const cases = (runs: number): number => (process.env.L9_ALL_CASES === "1" ? runs : Math.ceil(runs / 3));

test(`the properties look at three thousand cases and more, seed ${String(SEED)}`, () => {
  expect(properties.reduce((sum, { runs }) => sum + cases(runs), 0)).toBeGreaterThanOrEqual(3_300);
});

test.each(properties)("$name", { timeout: 240_000 }, async ({ check, runs }) => {
  await fc.assert(check, { numRuns: cases(runs), seed: SEED });
});
