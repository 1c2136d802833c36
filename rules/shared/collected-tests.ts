import { basename, dirname, relative, sep } from "node:path";
import type { Project } from "../../server/facts/project.ts";
import type { FactKinds } from "../../server/facts/kinds.ts";
import type { TestRuns } from "../../server/facts/test-runs.ts";
import type { TestFact } from "./assertions.ts";
import { selects } from "./pytest-selection.ts";
import { isVouchedFor } from "./vouched-imports.ts";
import { matchesPattern } from "./wildcards.ts";

type SkipFact = FactKinds["skips"];

/** The statement of the file that keeps a test of it from running or from failing. */
export function skipOf(test: TestFact, skips: readonly SkipFact[]): SkipFact | undefined {
  return skips.find(
    ({ scope, test: named, span }) =>
      scope === "file" || (scope === "test" && named === test.name && test.owner === null && span.start > test.span.start),
  );
}

/** The module for want of which a test is skipped: nothing of the project brings it. Null also where nothing says what the project depends on. */
export function wantedModule(test: TestFact, skip: SkipFact | undefined, project: Project): string | null {
  // A distribution whose modules are not known may bring it.
  if (project.declaredImports === null || project.declaredImports.guessed.length > 0) return null;
  const needs = [...(skip?.needs === undefined ? [] : [skip.needs]), ...(test.needs ?? [])];
  const missing = needs.find((module) => !isVouchedFor(module, true, project));
  return missing === undefined
    ? null
    : `is skipped where \`${missing}\` is not installed, which no dependency of the project brings`;
}

/** Why pytest, started without arguments where its settings stand, does not run a test of a file; as it follows the test's name. */
export function notRun(path: string, test: TestFact, runs: TestRuns): string | null {
  return (
    byConftest(path, runs) ?? byPlace(path, runs) ?? byName(test, runs) ?? byOptions(path, test, runs) ?? byRunner(test, runs)
  );
}

function byConftest(path: string, { conftests }: TestRuns): string | null {
  for (const conftest of conftests) {
    const below = posix(relative(dirname(conftest.path), path));
    const hides = conftest.skips.find(
      ({ scope, only }) => scope === "folder" && (only === undefined || only.some((pattern) => isLeftOut(below, pattern))),
    );
    if (hides) return hides.why;
  }
  return null;
}

/** A file, or a folder above it, is meant. */
function isLeftOut(path: string, pattern: string): boolean {
  const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  for (let at = path; at !== "." && at !== ""; at = posix(dirname(at))) if (matchesPattern(at, plain)) return true;
  return false;
}

/** The default names of pytest's test files, and Django's. */
const FILES = ["test_*.py", "*_test.py", "tests.py"];
/** Pytest's default of `norecursedirs`, which it does not go into. */
const SKIPPED_FOLDERS = ["*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}"];

function byPlace(path: string, { pytest }: TestRuns): string | null {
  const below = posix(relative(pytest.folder, path));
  const files = pytest.files.length > 0 ? pytest.files : FILES;
  const isNamed = files.some((pattern) =>
    pattern.includes("/")
      ? matchesPattern(`/${below}`, `*/${pattern.replace(/^\//, "")}`)
      : matchesPattern(basename(path), pattern),
  );
  if (!isNamed)
    return pytest.files.length > 0
      ? `stands in a file that \`python_files\` of ${said(pytest)} does not name`
      : "stands in a file that pytest does not collect by its defaults (`test_*.py`, `*_test.py`)";
  const skipped = pytest.skippedFolders.length > 0 ? pytest.skippedFolders : SKIPPED_FOLDERS;
  const folder = below
    .split("/")
    .slice(0, -1)
    .find((name) => name !== ".." && skipped.some((pattern) => matchesPattern(name, pattern)));
  if (folder !== undefined)
    return `stands in a folder \`${folder}\`, which pytest does not go into (${pytest.skippedFolders.length > 0 ? `\`norecursedirs\` of ${said(pytest)}` : "by its defaults"})`;
  // `testpaths` only says where pytest looks when it is given no path: a package's own tests elsewhere are run by their path.
  return null;
}

function byName(test: TestFact, { pytest }: TestRuns): string | null {
  if (pytest.functions.length === 0) return null;
  const isNamed = pytest.functions.some((pattern) =>
    /[*?[]/.test(pattern) ? matchesPattern(test.name, pattern) : test.name.startsWith(pattern),
  );
  return isNamed ? null : `is not named as \`python_functions\` of ${said(pytest)} asks`;
}

/** Options by which pytest runs no test at all. */
const RUNS_NOTHING = new Set([
  "--collect-only",
  "--co",
  "--collectonly",
  "--setup-only",
  "--setuponly",
  "--setup-plan",
  "--setupplan",
]);

function byOptions(path: string, test: TestFact, { pytest }: TestRuns): string | null {
  const below = posix(relative(pytest.folder, path));
  const by = (option: string): string => `by \`${option}\` in \`addopts\` of ${said(pytest)}`;
  for (const [at, word] of pytest.options.entries()) {
    if (RUNS_NOTHING.has(word)) return `is not run ${by(word)}`;
    const { name, value } = optionOf(word, pytest.options[at + 1]);
    if (value === null) continue;
    const shown = by(`${name} ${value}`);
    if (name === "--ignore" && isLeftOut(below, value)) return `is left out ${shown}`;
    if (name === "--ignore-glob" && isLeftOut(below, value)) return `is left out ${shown}`;
    const id = [below, ...(test.owner === null ? [] : [test.owner]), test.name].join("::");
    // Pytest compares beginnings: `::test_order` also leaves out `::test_orders`.
    if (name === "--deselect" && id.startsWith(value)) return `is left out ${shown}`;
    const marks = test.marks ?? (test.marks === null ? null : []);
    if (name === "-m" && selects(value, (mark) => (marks === null ? null : marks.includes(mark))) === false)
      return `is left out ${shown}`;
    if (name === "-k" && marks !== null) {
      const names = [basename(path), test.owner ?? "", test.name, ...marks].map((one) => one.toLowerCase());
      // The cases of a parametrized test have names of their own.
      const absent = marks.includes("parametrize") ? null : false;
      const has = (word: string): boolean | null => (names.some((one) => one.includes(word.toLowerCase())) ? true : absent);
      if (selects(value, has) === false) return `is left out ${shown}`;
    }
  }
  return null;
}

/** `--ignore=x`, `--ignore x`, `-m x`, `-mx`. */
function optionOf(word: string, next: string | undefined): { name: string; value: string | null } {
  const long = /^(--[\w-]+)(?:=(.*))?$/s.exec(word);
  if (long) return { name: long[1] ?? "", value: long[2] ?? next ?? null };
  const short = /^(-[mk])(.*)$/s.exec(word);
  return short
    ? { name: short[1] ?? "", value: short[2] === "" ? (next ?? null) : (short[2] ?? null) }
    : { name: word, value: null };
}

function byRunner(test: TestFact, { pytest, conftests }: TestRuns): string | null {
  if (!test.needsRunner || pytest.runsCoroutines || conftests.some(({ mentionsCoroutines }) => mentionsCoroutines)) return null;
  return "is an `async def` that pytest does not run by itself: it carries no mark such as `pytest.mark.asyncio` or `pytest.mark.anyio`, and no settings of pytest say `asyncio_mode = auto`";
}

function said({ name }: TestRuns["pytest"]): string {
  return `\`${name ?? "pytest"}\``;
}

function posix(path: string): string {
  return path.split(sep).join("/");
}
