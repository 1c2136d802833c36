import { dirname, isAbsolute, join, resolve, win32 } from "node:path";
import { sitePackagesIn } from "./dependencies/installed.ts";
import type { Read } from "./files.ts";
import { foldersAbove, isInside } from "./folders-above.ts";
import { realPath } from "./regular-file.ts";

/** The file that a text of `extends` names, or what is wrong with it, to be put behind the text. */
export type Extended = ({ path: string } | { problem: string }) & {
  /** Paths where it was looked for. */
  looked: string[];
};

interface Where {
  /** Folders that it must lie in; null for any. */
  within: readonly string[] | null;
  read: (path: string) => Read;
}

/**
 * Finds what a configuration file extends: `./team.yaml` and `../team.yaml` from the file itself, `@team/l9/base.yaml` of a package that is
 * installed beside the file or above it. Nothing is fetched, and nothing outside of `within` is looked for.
 * @param from absolute path of the file that says so
 */
export function extendedFile(text: string, from: string, { within, read }: Where): Extended {
  const refused = (problem: string): Extended => ({ problem, looked: [] });
  if (/^[a-z][a-z0-9+.-]+:/i.test(text))
    return refused("is an address, and nothing is fetched: install the package that holds it, or keep a copy in the workspace");
  if (!/\.ya?ml$/.test(text))
    return refused("names no YAML file: write ./FILE.yaml, or PACKAGE/FILE.yaml of an installed package");
  if (/^~|^\$/.test(text)) return refused("is no path: write it from this file (./FILE.yaml)");
  const isPath = /^\.\.?[\\/]/.test(text) || isAbsolute(text) || win32.isAbsolute(text);
  const candidates = isPath ? [resolve(dirname(from), text)] : packageFiles(text, from, within);
  const isThere = (path: string): boolean => !("problem" in read(path));
  const path = candidates.find(isThere) ?? (isPath ? candidates[0] : undefined);
  if (path === undefined) return { problem: notInstalled(text, from, isThere), looked: candidates };
  if (!isWithin(path, within))
    return refused(
      "lies outside of the workspace, where nothing is read: keep it in the workspace, or install the package that holds it",
    );
  if (within !== null && leadsOut(path, within))
    return {
      problem: "is a link that leads out of the workspace, where nothing is read: copy the file into the workspace",
      looked: [path],
    };
  const found = read(path);
  if ("problem" in found) return { problem: `can not be read: ${found.problem}`, looked: [path] };
  return { path, looked: [] };
}

function isWithin(path: string, within: Where["within"]): boolean {
  return within?.some((folder) => isInside(folder, path)) ?? true;
}

function leadsOut(path: string, within: readonly string[]): boolean {
  const real = realPath(path);
  return real !== null && !within.some((folder) => isInside(realPath(folder) ?? folder, real));
}

/** Where the file of a package may be: in the environments beside the file that names it, then in those above. */
function packageFiles(text: string, from: string, within: Where["within"]): string[] {
  return [...foldersAbove(dirname(from))]
    .filter((folder) => isWithin(folder, within))
    .flatMap((folder) => [join(folder, "node_modules"), ...sitePackagesIn(folder)])
    .map((folder) => ({ folder, path: join(folder, text) }))
    .flatMap(({ folder, path }) => (isInside(folder, path) ? [path] : []));
}

function notInstalled(text: string, from: string, isThere: (path: string) => boolean): string {
  if (isThere(resolve(dirname(from), text)))
    return `is no file of an installed package: write ./${text} for the file beside this one`;
  const name = text.split("/").slice(0, text.startsWith("@") ? 2 : 1);
  return `is found neither in node_modules nor in .venv: install ${name.join("/")}, or write ./FILE.yaml for a file of your own`;
}
