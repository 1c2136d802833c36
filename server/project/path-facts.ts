import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { foldersAbove, LONGEST_PATH } from "./folders-above.ts";
import { statOf } from "./regular-file.ts";
import type { PathFact, PathFacts } from "../facts/paths.ts";

/** Links followed in one path at the most; a loop ends here. */
const MAX_LINKS = 40;

/** Looks at the disk each time it is asked: a handful of paths in a spec, whose files come and go while it is edited. */
export const diskPaths: PathFacts = {
  look(path) {
    return { kind: kindOf(path), real: realPath(path, MAX_LINKS) };
  },
};

function kindOf(path: string): PathFact["kind"] {
  const stat = statOf(path);
  return stat === undefined ? "absent" : stat.isDirectory() ? "folder" : "file";
}

/** Where a path leads, also when its last parts do not exist yet or it is a link to nothing. */
function realPath(path: string, links: number): string {
  if (path.length > LONGEST_PATH) return path;
  const absent: string[] = [];
  for (const at of foldersAbove(path)) {
    const stat = look(at);
    if (stat) return join(realOf(at, stat, links), ...absent.reverse());
    absent.push(basename(at));
  }
  return path;
}

/** Of a path that exists. */
function realOf(path: string, stat: Stats, links: number): string {
  try {
    return realpathSync.native(path);
  } catch {
    // A link to what does not exist, or a loop of links.
    if (!stat.isSymbolicLink() || links === 0) return path;
    return realPath(resolve(realPath(dirname(path), links - 1), readlinkSync(path)), links - 1);
  }
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // Below a file or in a folder that may not be entered: as good as absent.
    return undefined;
  }
}
