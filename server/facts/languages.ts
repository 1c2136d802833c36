/** What a path says of the language of its file. */

export function isPython(path: string): boolean {
  return /\.pyi?$/.test(path);
}

export function isTypeScript(path: string): boolean {
  return /\.(?:tsx?|mts|cts)$/.test(path);
}

export function isDocument(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path);
}

export function isCode(path: string): boolean {
  return isPython(path) || isTypeScript(path);
}

/**
 * True for `test_*.py`, `*_test.py`, `conftest.py` and Python files under a `tests` folder; for `*.test.ts`, `*.spec.ts` and TypeScript files under
 * `test`, `tests` and `__tests__`.
 */
export function isTestPath(path: string): boolean {
  if (isPython(path)) return /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$|(^|\/)tests\/[^/]*\.py$/.test(path);
  return isTypeScript(path) && (/\.(?:test|spec)\.\w+$/.test(path) || /(^|\/)(?:tests?|__tests__)\//.test(path));
}
