import { lstatSync, readlinkSync, realpathSync, statSync, type Stats } from "node:fs";
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
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? "absent" : stat.isDirectory() ? "folder" : "file";
  } catch {
    // A loop of links, or in a folder that may not be entered: nothing that could be read lies there.
    return "absent";
  }
}

/** Where a path leads, also when its last parts do not exist yet or it is a link to nothing. */
function realPath(path: string, links: number): string {
  const stat = look(path);
  const parent = dirname(path);
  if (!stat) return parent === path ? path : join(realPath(parent, links), basename(path));
  try {
    return realpathSync.native(path);
  } catch {
    // A link to what does not exist, or a loop of links.
    if (!stat.isSymbolicLink() || links === 0) return path;
    return realPath(resolve(realPath(parent, links - 1), readlinkSync(path)), links - 1);
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
