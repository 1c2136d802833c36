import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { loadPython } from "../../server/syntax/python.ts";
import { properties } from "./properties.ts";

// The same cases in every run, so that a red build is about the change that was made; `npm run fuzz` looks at others.
const SEED = Number(process.env.L9_SEED ?? 20_240_611);

beforeAll(() => loadPython());

test("the properties look at ten thousand cases", () => {
  expect(properties.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(10_000);
});

test.each(properties)("$name", { timeout: 240_000 }, ({ check, runs }) => {
  fc.assert(check, { numRuns: runs, seed: SEED });
});
