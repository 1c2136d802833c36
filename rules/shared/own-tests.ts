import type { Module, Project } from "../../server/facts/project.ts";
import type { TestFact } from "./assertions.ts";
import { notRun, skipOf, wantedModule } from "./collected-tests.ts";

/** A test of a module, and why it proves nothing where no runner runs it or minds its failure. */
export interface OwnTest {
  path: string;
  test: TestFact;
  /** As it follows the test's name: `is skipped by …`; null for a test that runs. */
  idle: string | null;
}

/** The tests of a module's files. One that is idle asserts nothing. */
export function ownTests({ files }: Module, project: Project): OwnTest[] {
  return files.flatMap(({ path, facts, isTest, runs, unselected }) => {
    if (!isTest || !facts) return [];
    return facts.tests.map((test): OwnTest => {
      const skip = skipOf(test, facts.skips);
      const idle =
        test.idle ??
        (skip && skip.needs === undefined ? skip.why : wantedModule(test, skip, project)) ??
        (runs ? notRun(path, test, runs) : (unselected ?? null));
      return { path, test: idle !== null && test.assertions.length > 0 ? { ...test, assertions: [] } : test, idle };
    });
  });
}
