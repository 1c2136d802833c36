import { dirname, resolve } from "node:path";
import type { Read } from "./files.ts";
import { installedPaths, packageOf, pathNamed, whyNotRead, type Within } from "./installed-file.ts";

/** The file that a text of `extends` names, or what is wrong with it, to be put behind the text. */
export type Extended = ({ path: string } | { problem: string }) & {
  /** Paths where it was looked for. */
  looked: string[];
};

/**
 * Finds what a configuration file extends: `./team.yaml` and `../team.yaml` from the file itself, `@team/l9/base.yaml` of a package that is
 * installed beside the file or above it. Nothing is fetched, and nothing outside of `within` is looked for.
 * @param from absolute path of the file that says so
 */
export function extendedFile(
  text: string,
  from: string,
  { within, read }: { within: Within; read: (path: string) => Read },
): Extended {
  const refused = (problem: string): Extended => ({ problem, looked: [] });
  if (/^[a-z][a-z0-9+.-]+:/i.test(text))
    return refused("is an address, and nothing is fetched: install the package that holds it, or keep a copy in the workspace");
  if (!/\.ya?ml$/.test(text))
    return refused("names no YAML file: write ./FILE.yaml, or PACKAGE/FILE.yaml of an installed package");
  if (/^~|^\$/.test(text)) return refused("is no path: write it from this file (./FILE.yaml)");
  const named = pathNamed(text, dirname(from));
  const candidates = named !== null ? [named] : installedPaths(text, dirname(from), within).map(({ path }) => path);
  const isThere = (path: string): boolean => !("problem" in read(path));
  const path = candidates.find(isThere) ?? named;
  if (path === null) return { problem: notInstalled(text, from, isThere), looked: candidates };
  const why = whyNotRead(path, within);
  if (why !== null) return { problem: why, looked: [] };
  const found = read(path);
  if ("problem" in found) return { problem: `can not be read: ${found.problem}`, looked: [path] };
  return { path, looked: [] };
}

function notInstalled(text: string, from: string, isThere: (path: string) => boolean): string {
  if (isThere(resolve(dirname(from), text)))
    return `is no file of an installed package: write ./${text} for the file beside this one`;
  return `is found neither in node_modules nor in .venv: install ${packageOf(text)}, or write ./FILE.yaml for a file of your own`;
}
