import { accessSync, constants, lstatSync } from "node:fs";
import { join } from "node:path";
import { isReadOnly } from "./write-file.ts";

/**
 * Why a file below a folder can not be written, or must not: it is reached through a link, is none, is read-only. As it follows the path (`is a folder`); null
 * where nothing is in the way.
 * @param path relative to the folder
 */
export function whyNotWritten(root: string, path: string, { evenReadOnly = false } = {}): string | null {
  const names = path.split(/[\\/]/);
  let folder = root;
  for (const [at, name] of names.entries()) {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
    // What a link leads to is another file than the one that may be written.
    if (found?.isSymbolicLink()) return `is reached through the link ${names.slice(0, at + 1).join("/")}`;
    const last = at === names.length - 1;
    if (found?.isFile() && last && !evenReadOnly && isReadOnly(found.mode)) return "is read-only, so it is left as it is";
    if (found && last && !found.isFile()) return found.isDirectory() ? "is a folder" : "is no file";
    if (found && !last && !found.isDirectory()) return "lies under a file";
    if (!found || last) break;
    folder = join(folder, name);
  }
  try {
    accessSync(folder, constants.W_OK);
    return null;
  } catch {
    return "can not be written";
  }
}
