import { pathToFileURL } from "node:url";

/**
 * Loads a JavaScript file by its absolute path. The bundle runs from V8's code cache, and code from there can not import: the launcher lends
 * its own `import` (see `server/build/launcher.cjs`).
 */
export function loadModule(path: string): Promise<Record<string, unknown>> {
  const lent = (globalThis as { [LENT_IMPORT]?: (url: string) => Promise<Record<string, unknown>> })[LENT_IMPORT];
  const { href } = pathToFileURL(path);
  return lent ? lent(href) : (import(href) as Promise<Record<string, unknown>>);
}

const LENT_IMPORT = Symbol.for("l9-language-server.import");
