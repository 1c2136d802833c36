import fc from "fast-check";
import { expect, test } from "vitest";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadServer } from "./lsp-session.ts";
import { properties } from "./properties.ts";
import { SEED } from "./property.ts";
import { WHOLE } from "../whole.ts";

await loadPython();
await loadServer();
await loadTypeScript();

/** The first sixth of the cases, or all of them. */
const cases = (runs: number): number => (WHOLE ? runs : Math.ceil(runs / 6));

test(`the properties look at sixteen hundred cases and more, seed ${String(SEED)}`, () => {
  expect(properties.reduce((sum, { runs }) => sum + cases(runs), 0)).toBeGreaterThanOrEqual(1_650);
});

test.each(properties)("$name", { timeout: 240_000 }, async ({ check, runs }) => {
  await fc.assert(check, { numRuns: cases(runs), seed: SEED });
});
