import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
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
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    // Missing, a dangling link, or in a folder that may not be entered: nothing that could be read lies there.
    return "absent";
  }
}

/** Where a path leads, also when its last parts do not exist yet or it is a link to nothing. */
function realPath(path: string, links: number): string {
  try {
    return realpathSync.native(path);
  } catch {
    const target = links > 0 ? linkTarget(path) : null;
    if (target !== null) return realPath(resolve(realPath(dirname(path), links - 1), target), links - 1);
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent, links), basename(path));
  }
}

function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
