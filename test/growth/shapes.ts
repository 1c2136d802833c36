import type { Grown } from "./grown.ts";
import { PYTHON, PYTHON_TESTS } from "./python-shapes.ts";
import { MARKDOWN, YAML } from "./spec-shapes.ts";
import { TYPESCRIPT, TYPESCRIPT_TESTS } from "./typescript-shapes.ts";

/** A text that grows. */
export interface Shape {
  name: string;
  /** How often the repeated part stands in the smallest text. */
  unit: number;
  files(times: number): Record<string, string>;
}

function shapesOf(path: string, unit: number, grown: Readonly<Record<string, Grown>>): Shape[] {
  return Object.entries(grown).map(([name, text]) => ({
    name: `${path}: ${name}`,
    unit,
    files: (times) => ({ [path]: text(times) }),
  }));
}

export const SHAPES: readonly Shape[] = [
  ...shapesOf("module.py", 30, PYTHON),
  ...shapesOf("tests/test_module.py", 30, PYTHON_TESTS),
  ...shapesOf("module.ts", 30, TYPESCRIPT),
  ...shapesOf("module.test.ts", 30, TYPESCRIPT_TESTS),
  ...shapesOf("spec.yaml", 30, YAML),
  ...shapesOf("Module-Spec-a.md", 30, MARKDOWN),
];

/** What is known to be steeper than asked, and why that is borne: each is bounded, or waits to be mended. */
export const STEEP: ReadonlyMap<string, string> = new Map([
  ...["chain of calls", "chain of attributes"].map(
    (name) => [`module.py: a ${name}`, "nesting, which is read to a depth of a thousand"] as const,
  ),
  ...["subscripts", "nested if", "nested functions", "nested classes"].map(
    (name) => [`module.py: ${name}`, "nesting, which is read to a depth of a thousand"] as const,
  ),
  ["spec.yaml: a long path", "no path of a system is longer than four thousand bytes"],
  ["module.py: nested loops", "nesting, which is read to a depth of a thousand"],
  ["tests/test_module.py: mocks", "each mock is looked up among all"],
  ...["executor_contract_unclear", "import_source"].map(
    (rule) => [`${rule}.md: .py`, "repeated, its functions and classes bear one name"] as const,
  ),
  ["module.py: comparisons", "each comparison is read with those around it"],
  ["module.py: routes of one path", "each route is compared with the others"],
  ["module.py: one attribute of self", "each use is looked up among all of its class"],
  ["module.ts: one import of many unused names", "each specifier is looked up among all"],
  ["module.ts: functions that call the next", "each function is looked up among all"],
  ["module.ts: a zod chain", "nesting, each level read again"],
  ["module.ts: routes", "each route is looked up among all"],
]);
