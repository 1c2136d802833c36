import { dirname, sep } from "node:path";

/** Bytes; no call of the system takes a longer path, so no file has one. */
export const LONGEST_PATH = process.platform === "win32" ? 32_767 : 4_095;

/**
 * A folder and those above it, the nearest first. It ends at the top of the disk, and for a path that is none of this system (`c:/work`) where nothing is left
 * of it: no walk upwards goes on for ever.
 * @param top where it ends too, itself included; a start that does not lie in it gives the start alone
 */
export function* foldersAbove(start: string, top?: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (folder === top || dirname(folder) === folder) return;
    if (top !== undefined && !isBelow(top, folder)) return;
  }
}

/** True for a folder itself and everything under it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || isBelow(folder, path);
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
