import type { Config } from "../../project/config.ts";
import type { CachePlace } from "../../project/kept/cache-files.ts";
import type { DiskRecorder } from "../../project/kept/disk-recorder.ts";
import { PackFile } from "../../project/kept/pack-file.ts";
import { KeptResults } from "./kept-results.ts";

/** What is kept of a workspace, and the file that holds it. */
export interface Kept {
  readonly kept: KeptResults;
  readonly file: PackFile;
}

/** Null where nothing is kept there. @param recorder takes no note of it: what is kept has no part in what a run finds */
export function openKept(
  place: CachePlace,
  { root, config, recorder }: { root: string; config: Config; recorder: DiskRecorder | null },
): Kept | null {
  const open = (): PackFile | null => PackFile.open(place, root);
  const file = recorder ? recorder.unrecorded(open) : open();
  return file && { file, kept: new KeptResults(file.pack, { program: place.program, root, config }) };
}
