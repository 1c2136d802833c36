import { join } from "node:path";
import picomatch from "picomatch";
import { isQuickExpression, slowGlob } from "../code/quick-pattern.ts";
import { foldersAbove } from "./folders-above.ts";
import type { Files } from "./files.ts";
import { pathFrom } from "./slash-path.ts";

/** Which files vitest or jest takes for tests. */
export interface TestSelection {
  /** The name of the file that says it, which is the nearest one. */
  readonly name: string;
  /** Absolute path of the folder from which its patterns are seen. */
  readonly folder: string;
  /** Globs; empty for the runner's defaults. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Regular expressions over paths: jest's `testPathIgnorePatterns`. */
  readonly excludePattern: readonly string[];
}

const EXTENSIONS = ["ts", "mts", "cts", "js", "mjs", "cjs"];
/** Vitest reads its own file before vite's. */
const CONFIGS = ["vitest", "vite"].flatMap((name) => EXTENSIONS.map((extension) => `${name}.config.${extension}`));

export function holdsVitestSettings(name: string): boolean {
  return CONFIGS.includes(name) || name === "package.json";
}

/**
 * Which files vitest or jest takes for tests, as the nearest settings at or above a folder say in so many words: lists of texts in
 * `vitest.config.ts` and `vite.config.ts`, the key `jest` of `package.json`. Null where there are none, or where they are computed.
 */
export function vitestSettings(folder: string, top: string, files: Files): TestSelection | null {
  for (const at of foldersAbove(folder, top)) {
    for (const name of CONFIGS) {
      const path = join(at, name);
      const read = files.exists(path) ? files.read(path) : null;
      if (read && "text" in read) return fromVitest(read.text, name, at);
    }
    const path = join(at, "package.json");
    const read = files.exists(path) ? files.read(path) : null;
    const jest = read && "text" in read ? fromJest(read.text, "package.json", at) : null;
    if (jest) return jest;
  }
  return null;
}

function fromVitest(text: string, name: string, folder: string): TestSelection | null {
  const code = withoutComments(text);
  const test = blockOf(code, /\btest\s*:\s*\{/);
  // Projects and a root of their own have lists that count elsewhere.
  if (test === null || /\b(?:projects|workspace|dir|root)\s*:/.test(code) || /\bmergeConfig\b/.test(code)) return null;
  const include = listOf(test, "include");
  const exclude = listOf(test, "exclude");
  return include === null || exclude === null || isSlow([...include, ...exclude])
    ? null
    : { name, folder, include, exclude, excludePattern: [] };
}

function fromJest(text: string, name: string, folder: string): TestSelection | null {
  let jest: unknown;
  try {
    jest = (JSON.parse(text) as { jest?: unknown } | null)?.jest;
  } catch {
    return null;
  }
  if (typeof jest !== "object" || jest === null) return null;
  const { testMatch, testPathIgnorePatterns, testRegex, rootDir, roots, projects, preset } = jest as Record<string, unknown>;
  if ([testRegex, rootDir, roots, projects, preset].some((value) => value !== undefined)) return null;
  if (isSlow(texts(testMatch))) return null;
  return {
    name,
    folder,
    include: texts(testMatch).map(belowRoot),
    exclude: [],
    excludePattern: texts(testPathIgnorePatterns).map(belowRoot),
  };
}

/** Patterns that could stall the program say nothing. */
function isSlow(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => slowGlob(pattern) !== null);
}

function belowRoot(pattern: string): string {
  return pattern.replace(/^<rootDir>\//, "");
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Comments become nothing; texts stay, so that `"**\/*.ts"` is no comment. */
function withoutComments(text: string): string {
  return text.replace(/("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "$1");
}

/** What stands between a brace or bracket and the one that closes it; null where the head is not found. */
function blockOf(code: string, head: RegExp): string | null {
  const found = head.exec(code);
  if (!found) return null;
  const start = found.index + found[0].length;
  const parts = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|[[{(]|[\]})]/g;
  parts.lastIndex = start;
  let depth = 1;
  for (let part = parts.exec(code); part; part = parts.exec(code)) {
    if (part[1] !== undefined) continue;
    depth += /[[{(]/.test(part[0]) ? 1 : -1;
    if (depth === 0) return code.slice(start, part.index);
  }
  return null;
}

/** The texts of a list; empty where the key is missing, null where the list holds anything else than texts and vitest's own defaults. */
function listOf(test: string, key: string): string[] | null {
  // `coverage: { exclude: […] }` is another list.
  const own = test.replace(/\{[^{}]*\}/g, "{}");
  if (!new RegExp(`\\b${key}\\s*:`).test(own)) return [];
  const list = blockOf(own, new RegExp(`\\b${key}\\s*:\\s*\\[`));
  if (list === null) return null;
  const items = [...list.matchAll(/"([^"\\]*)"|'([^'\\]*)'/g)].map((match) => match[1] ?? match[2] ?? "");
  const rest = list
    .replace(/"[^"\\]*"|'[^'\\]*'/g, "")
    .replace(/\.\.\.configDefaults\.(?:exclude|include)|\.\.\.default(?:Exclude|Include)/g, "");
  const keepsDefault = key === "include" && /configDefaults|defaultInclude/.test(list);
  return /^[\s,]*$/.test(rest) && !keepsDefault ? items : null;
}

/** Why vitest or jest does not take a file for one of tests, as it follows a test's name; null for one that is taken. */
export function notSelected(path: string, selection: TestSelection | null): string | null {
  const below = selection ? pathFrom(selection.folder, path) : path;
  const named = `of \`${selection?.name ?? ""}\``;
  if (selection && selection.include.length > 0) {
    if (!picomatch([...selection.include], { dot: true })(below))
      return `stands in a file that no list of included tests ${named} names`;
  } else if (!isCollected(path)) return "stands in a file that no runner collects by its defaults (`*.test.ts`, `*.spec.ts`)";
  const isLeftOut =
    picomatch([...(selection?.exclude ?? [])], { dot: true })(below) ||
    selection?.excludePattern.some((pattern) => matches(pattern, `/${below}`));
  return isLeftOut ? `stands in a file that the excluded tests ${named} name` : null;
}

function matches(pattern: string, path: string): boolean {
  if (!isQuickExpression(pattern)) return false;
  try {
    return new RegExp(pattern).test(path);
  } catch {
    // Jest itself refuses it.
    return false;
  }
}

/** By the defaults of vitest and jest; node:test runs what lies in a folder `test`. */
function isCollected(path: string): boolean {
  return /\.(?:test|spec)\.\w+$/.test(path) || /(?:^|[\\/])(?:test|__tests__)[\\/]/.test(path);
}
