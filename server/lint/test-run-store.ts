import { basename, dirname, join } from "node:path";
import { foldersAbove, isInside } from "../project/folders-above.ts";
import { isPython, isTestPath, isTypeScript } from "../facts/languages.ts";
import type { Conftest, PytestSettings, TestRuns } from "../facts/test-runs.ts";
import type { Files } from "../project/files.ts";
import { holdsPytestSettings, pytestSettings } from "../project/pytest-settings.ts";
import { holdsVitestSettings, notSelected, vitestSettings, type TestSelection } from "../project/vitest-settings.ts";
import type { CodeStore } from "./code-store.ts";

/** What decides outside a file of tests which of them are run: the runner's settings, and the `conftest.py` files of the folders around it. */
export class TestRunStore {
  readonly #top: string;
  readonly #files: Files;
  readonly #code: CodeStore;
  readonly #settings = new Map<string, PytestSettings>();
  readonly #selections = new Map<string, TestSelection | null>();
  #version = 0;

  /** @param top the workspace folder: nothing above it is looked at */
  constructor(top: string, files: Files, code: CodeStore) {
    this.#top = top;
    this.#files = files;
    this.#code = code;
  }

  /** Undefined for a file that is no Python file of tests. */
  of(path: string): TestRuns | undefined {
    if (!isPython(path) || !isTestPath(path)) return undefined;
    const folder = dirname(path);
    let pytest = this.#settings.get(folder);
    if (!pytest) this.#settings.set(folder, (pytest = pytestSettings(folder, this.#top, this.#files)));
    return { pytest, conftests: this.#conftestsOf(folder).flatMap((one) => this.#conftest(one) ?? []) };
  }

  /** Why no runner takes a TypeScript file for one of tests, as it follows a test's name; null for one that is taken, and for any other file. */
  unselected(path: string): string | null {
    if (!isTypeScript(path) || !isTestPath(path)) return null;
    const folder = dirname(path);
    let selection = this.#selections.get(folder);
    if (selection === undefined) this.#selections.set(folder, (selection = vitestSettings(folder, this.#top, this.#files)));
    return notSelected(path, selection);
  }

  /** Changes with what `of` and `unselected` say of these files. */
  stamp(paths: readonly string[]): string {
    const folders = new Set(paths.filter((path) => isPython(path) && isTestPath(path)).map((path) => dirname(path)));
    const conftests = new Set([...folders].flatMap((folder) => this.#conftestsOf(folder)));
    return [this.#version, ...[...conftests].map((path) => this.#code.summary(path)?.version ?? "-")].join(" ");
  }

  /** A file changed. */
  touched(path: string): void {
    const name = basename(path);
    if (!holdsPytestSettings(name) && !holdsVitestSettings(name)) return;
    this.#settings.clear();
    this.#selections.clear();
    this.#version++;
  }

  #conftestsOf(folder: string): string[] {
    const paths: string[] = [];
    if (isInside(this.#top, folder)) for (const at of foldersAbove(folder, this.#top)) paths.unshift(join(at, "conftest.py"));
    return paths.filter((path) => this.#files.exists(path));
  }

  #conftest(path: string): Conftest | null {
    const facts = this.#code.summary(path)?.facts;
    const read = this.#files.read(path);
    if (!facts || !("text" in read)) return null;
    return { path, skips: facts.skips, mentionsCoroutines: /asyncio|anyio|trio|coroutine|pytest_plugins/.test(read.text) };
  }
}
