import type { Config } from "../../project/config.ts";
import { PackFile, type CachePlace } from "../../project/kept/pack-file.ts";
import { KeptResults } from "./kept-results.ts";

/** What is kept of a workspace, and the file that holds it. */
export interface Kept {
  readonly kept: KeptResults;
  readonly file: PackFile;
}

/** Null where nothing is kept there. */
export function openKept(place: CachePlace, root: string, config: Config): Kept | null {
  const file = PackFile.open(place, root);
  return file && { file, kept: new KeptResults(file.pack, { program: place.program, root, config }) };
}
