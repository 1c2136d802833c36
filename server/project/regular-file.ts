import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync, type Stats } from "node:fs";

/** Bytes. Git's own files are far smaller, and a pattern file of this size would be slow in git too. */
const MOST = 1 << 22;

/**
 * The bytes of a small file that may be there; null where nothing can be read. A pipe or a device, by its name or through a link, is never
 * waited for.
 * @param links whether a link is followed
 */
export function bytesOf(path: string, links = true): Buffer | null {
  try {
    if ((links ? statSync : lstatSync)(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
    // It may have become a pipe since.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (links ? 0 : (constants.O_NOFOLLOW ?? 0)));
    try {
      const now = fstatSync(file);
      return now.isFile() && now.size <= MOST ? readFileSync(file) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    // Forbidden or gone: for whoever asks that is as if it were not there.
    return null;
  }
}

/** What lies at a path, through links; undefined where nobody can tell. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
