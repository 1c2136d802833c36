import type { ModuleFile } from "../../server/facts/project.ts";
import type { TestFact } from "./assertions.ts";

/** A test of a module, and why it proves nothing where no runner runs it or minds its failure. */
export interface OwnTest {
  path: string;
  test: TestFact;
  /** As it follows the test's name: `is skipped by …`; null for a test that runs. */
  idle: string | null;
}

/** The tests of a module's files. One that is idle asserts nothing. */
export function ownTests(files: readonly ModuleFile[]): OwnTest[] {
  const plugins = files.flatMap(({ path, facts }) => {
    const hides = /(?:^|[\\/])conftest\.py$/.test(path) ? facts?.skips.find(({ scope }) => scope === "folder") : undefined;
    return hides ? [{ folder: path.slice(0, -"conftest.py".length), why: hides.why }] : [];
  });
  return files.flatMap(({ path, facts, isTest }) => {
    if (!isTest || !facts) return [];
    const whole =
      facts.skips.find(({ scope }) => scope === "file")?.why ??
      plugins.find(({ folder }) => path.startsWith(folder))?.why ??
      (isCollected(path) ? null : NOT_COLLECTED);
    return facts.tests.map((test): OwnTest => {
      const idle = test.idle ?? whole;
      return { path, test: idle !== null && test.assertions.length > 0 ? { ...test, assertions: [] } : test, idle };
    });
  });
}

const NOT_COLLECTED =
  "stands in a file that no runner collects by its defaults (`test_*.py`, `*_test.py`, `*.test.ts`, `*.spec.ts`)";

/** By the defaults of pytest and Django, of vitest and jest; node:test runs what lies in a folder `test`. */
function isCollected(path: string): boolean {
  if (/\.pyi?$/.test(path)) return /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test|tests)\.py$/.test(path);
  return /\.(?:test|spec)\.\w+$/.test(path) || /(?:^|[\\/])(?:test|__tests__)[\\/]/.test(path);
}
