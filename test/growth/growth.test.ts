import { beforeAll, expect, it } from "vitest";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { WHOLE } from "../whole.ts";
import { documentShapes } from "./documents.ts";
import { measure } from "./measure.ts";
import { SHAPES, STEEP } from "./shapes.ts";
import { exponentOf, MOST } from "./work.ts";

// The work for a file grows with its size and no faster, whatever it holds: counted, never timed.

beforeAll(async () => {
  await loadPython();
  await loadTypeScript();
});

/** Of all shapes a few in each run of the suite; `npm run growth` takes all, and the blocks of the rules' documents. */
const EVERY = 20;
const taken = WHOLE ? [...SHAPES, ...documentShapes()] : SHAPES.filter((_, at) => at % EVERY === 0);

it.each(taken.filter(({ name }) => !STEEP.has(name)))("grows no faster than its text: $name", { timeout: 120_000 }, (shape) => {
  const { counts } = measure(shape);
  expect(exponentOf(counts), counts.join(" ")).toBeLessThanOrEqual(MOST);
});

it("knows growth when it sees it", () => {
  const counts = (work: (size: number) => number): number[] => [1, 2, 4, 8].map((size) => work(size * 1000));
  expect(exponentOf(counts((size) => 1e6 + 7 * size))).toBeCloseTo(1);
  expect(exponentOf(counts((size) => 1e6 + size ** 2 / 10))).toBeCloseTo(2);
  expect(exponentOf(counts(() => 1e6))).toBe(0);
});

it("speaks of shapes that are there", () => {
  const names = new Set([...SHAPES, ...documentShapes()].map(({ name }) => name));
  expect([...STEEP.keys()].filter((name) => !names.has(name))).toEqual([]);
});
