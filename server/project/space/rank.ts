import { basename } from "node:path";
import type { SpaceFile, SpaceRank } from "../../facts/space.ts";

/** The place of a file in SPACE_FILE_PRIORITY, by its name. */
export function rankOf(path: string): SpaceRank {
  const name = basename(path).toLowerCase();
  if (name.endsWith(".py.md")) return "extract";
  return name === "repo_supplement.md" ? "supplement" : "index";
}

/** Best first; the smaller the better. */
export const RANKS: readonly SpaceRank[] = ["extract", "supplement", "index"];

/** `code_index.md` stands first among the indexes; within a rank files are sorted by path. */
export function byPriority(a: SpaceFile, b: SpaceFile): number {
  return place(a) - place(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function place(file: SpaceFile): number {
  const rank = RANKS.indexOf(file.facts.rank) * 2;
  return basename(file.path).toLowerCase() === "code_index.md" ? rank : rank + 1;
}
