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

test(`the properties look at ten thousand cases and more, seed ${String(SEED)}`, () => {
  expect(properties.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(10_000);
});

test.each(properties)("$name", { timeout: 240_000 }, async ({ check, runs }) => {
  await fc.assert(check, { numRuns: runs, seed: SEED });
});
