import { resolve } from "node:path";
import { userCacheFolder } from "../project/kept/cache-folder.ts";
import type { CachePlace } from "../project/kept/cache-files.ts";
import { build } from "../version.ts";

/**
 * Where results are kept between two runs: in the user's own cache folder, or where the user says. Null where the program runs from its sources: nothing tells
 * one state of them from another; and where the user has no such folder.
 * @param named the folder that the user named
 */
export function cachePlace(named: string | undefined, program = build): CachePlace | null {
  if (program === null || program === "") return null;
  const folder = named === undefined ? userCacheFolder() : resolve(named);
  return folder === null ? null : { folder, isNamed: named !== undefined, program };
}
