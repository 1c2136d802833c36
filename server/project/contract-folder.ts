import { dirname, join } from "node:path";
import { installedPaths, packageOf, pathNamed, whyNotRead, type Within } from "./installed-file.ts";
import { statOf } from "./regular-file.ts";

/** A place beside the workspace's own files where contracts stand. Plain data, as threads hand it on. */
export interface ContractFolder {
  /** As the configuration names it. */
  name: string;
  /** Absolute path of a folder or a file. */
  path: string;
  /** The folder from which its modules are imported. */
  base: string;
  /** It is a package of npm: its name is that of its main types. */
  isNode: boolean;
}

/**
 * Finds what a row of `contract_sources` names: `./schemas` from the configuration file, or a package that is installed beside it or above.
 * @param from absolute path of the file that says so
 */
export function contractFolders(text: string, from: string, within: Within): ContractFolder[] | { problem: string } {
  const named = pathNamed(text, dirname(from));
  if (named !== null) {
    const why = whyNotRead(named, within);
    if (why !== null) return { problem: why };
    if (!statOf(named)) return { problem: "does not exist: name a folder or a file, from this configuration" };
    return [{ name: text, path: named, base: baseOf(named), isNode: false }];
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(text) || /^~|^\$/.test(text))
    return { problem: "is no package and no path: write PACKAGE, or ./FOLDER from this configuration" };
  const candidates = installedPaths(text, dirname(from), within).flatMap((one) =>
    one.isNode ? [one] : [one, { ...one, path: `${one.path}.py` }],
  );
  // A distribution may bring both, a library for Python and one for Node: the nearest of each.
  const found = [true, false].flatMap((isNode) => {
    const first = candidates.find((one) => one.isNode === isNode && statOf(one.path) !== undefined);
    return first ? [{ name: text, ...first }] : [];
  });
  if (found.length === 0) {
    const beside = statOf(join(dirname(from), text)) ? `, or write ./${text} for the one beside this file` : "";
    return { problem: `is found neither in node_modules nor in .venv: install ${packageOf(text)}${beside}` };
  }
  for (const { path } of found) {
    const why = whyNotRead(path, within);
    if (why !== null) return { problem: why };
  }
  return found;
}

/** The folder from which Python imports what stands at a path: above the outermost package. */
function baseOf(path: string): string {
  let base = statOf(path)?.isDirectory() === true ? path : dirname(path);
  while (statOf(join(base, "__init__.py"))) base = dirname(base);
  return base;
}
