import { join, resolve } from "node:path";
import { bytesOf, statOf } from "./regular-file.ts";

/** Where the repository of a work tree keeps its files. */
export interface GitFolder {
  /** The work tree's own. */
  readonly own: string;
  /** What all work trees of the repository share; the same folder, but for a linked work tree. */
  readonly common: string;
}

/** The git folder of a work tree by its top folder; null for a folder that is not the top of one. A submodule and a linked work tree are tops. */
export function gitFolder(top: string): GitFolder | null {
  const path = join(top, ".git");
  const found = statOf(path);
  if (found?.isDirectory()) return asRepository(path);
  if (!found?.isFile()) return null;
  const named = /^gitdir: ([^]+)$/.exec(line(path) ?? "")?.[1];
  return named === undefined ? null : asRepository(resolve(top, named));
}

/** What git asks of a folder before it takes it for its own. */
function asRepository(own: string): GitFolder | null {
  const common = resolve(own, line(join(own, "commondir")) ?? ".");
  const isThere = bytesOf(join(own, "HEAD")) !== null && isFolder(join(common, "objects")) && isFolder(join(common, "refs"));
  return isThere ? { own, common } : null;
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

function line(path: string): string | null {
  return (
    bytesOf(path)
      ?.toString("utf8")
      .replace(/[\r\n]+$/, "") ?? null
  );
}
