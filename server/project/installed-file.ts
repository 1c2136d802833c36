import { isAbsolute, join, resolve, win32 } from "node:path";
import { sitePackagesIn } from "./dependencies/installed.ts";
import { foldersAbove, isInside } from "./folders-above.ts";
import { realPath } from "./regular-file.ts";

// Where a configuration may name what is not its own: from the file that names it, or in a package that is installed beside that file or above it.

/** Folders that something must lie in; null for any. */
export type Within = readonly string[] | null;

/** Why nothing is read at a path, to be put behind its name; null where it may be read. */
export function whyNotRead(path: string, within: Within): string | null {
  if (!isWithin(path, within))
    return "lies outside of the workspace, where nothing is read: keep it in the workspace, or install the package that holds it";
  if (within !== null && leadsOut(path, within))
    return "is a link that leads out of the workspace, where nothing is read: copy it into the workspace";
  return null;
}

/** The path that a text names from a folder; null for one that begins like a package's name. */
export function pathNamed(text: string, folder: string): string | null {
  return /^\.\.?(?:[\\/]|$)/.test(text) || isAbsolute(text) || win32.isAbsolute(text) ? resolve(folder, text) : null;
}

/** Where a file or folder of a package may be: in the environments beside a folder, then in those above. */
export function installedPaths(name: string, folder: string, within: Within): { path: string; base: string; isNode: boolean }[] {
  return [...foldersAbove(folder)]
    .filter((above) => isWithin(above, within))
    .flatMap((above) => [
      { base: join(above, "node_modules"), isNode: true },
      ...sitePackagesIn(above).map((base) => ({ base, isNode: false })),
    ])
    .map(({ base, isNode }) => ({ path: join(base, name), base, isNode }))
    .filter(({ path, base }) => path !== base && isInside(base, path));
}

/** The package that a text names, for whoever has to install it. */
export function packageOf(text: string): string {
  return text
    .split("/")
    .slice(0, text.startsWith("@") ? 2 : 1)
    .join("/");
}

function isWithin(path: string, within: Within): boolean {
  return within?.some((folder) => isInside(folder, path)) ?? true;
}

function leadsOut(path: string, within: readonly string[]): boolean {
  const real = realPath(path);
  return real !== null && !within.some((folder) => isInside(realPath(folder) ?? folder, real));
}
