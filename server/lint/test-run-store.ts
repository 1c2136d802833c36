import { basename, dirname, join, sep } from "node:path";
import { isPython, isTestPath } from "../facts/languages.ts";
import type { Conftest, PytestSettings, TestRuns } from "../facts/test-runs.ts";
import type { Files } from "../project/files.ts";
import { holdsPytestSettings, pytestSettings } from "../project/pytest-settings.ts";
import type { CodeStore } from "./code-store.ts";

/** What decides outside a Python file of tests which of them pytest runs: settings and the `conftest.py` files of the folders around it. */
export class TestRunStore {
  readonly #top: string;
  readonly #files: Files;
  readonly #code: CodeStore;
  readonly #settings = new Map<string, PytestSettings>();
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

  /** Changes with what `of` says of these files. */
  stamp(paths: readonly string[]): string {
    const folders = new Set(paths.filter((path) => isPython(path) && isTestPath(path)).map((path) => dirname(path)));
    const conftests = new Set([...folders].flatMap((folder) => this.#conftestsOf(folder)));
    return [this.#version, ...[...conftests].map((path) => this.#code.summary(path)?.version ?? "-")].join(" ");
  }

  /** A file changed that is no code. */
  touched(path: string): void {
    if (!holdsPytestSettings(basename(path))) return;
    this.#settings.clear();
    this.#version++;
  }

  #conftestsOf(folder: string): string[] {
    const paths: string[] = [];
    for (let at = folder; at === this.#top || at.startsWith(this.#top + sep); at = dirname(at))
      paths.unshift(join(at, "conftest.py"));
    return paths.filter((path) => this.#files.exists(path));
  }

  #conftest(path: string): Conftest | null {
    const facts = this.#code.summary(path)?.facts;
    const read = this.#files.read(path);
    if (!facts || !("text" in read)) return null;
    return { path, skips: facts.skips, mentionsCoroutines: /asyncio|anyio|trio|coroutine|pytest_plugins/.test(read.text) };
  }
}
