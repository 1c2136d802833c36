import { isInside } from "../../project/folders-above.ts";
import { statOf } from "../../project/regular-file.ts";
import { didChangeFiles } from "../messages/did-change-watched-files.ts";
import type { Session } from "./session.ts";

/** Milliseconds of work between two looks at the client's messages. */
const SLICE = 10;

/** Milliseconds by which a file system's clock may lag behind ours. */
const CLOCKS = 100;

/**
 * For files that no client watches: finds the known files that changed or went since the last look. Called when the user
 * opens or saves something, as that is when the disk is likely to have changed; new files are seen when they are opened.
 */
export async function lookAtDisk(session: Session): Promise<void> {
  const { roots, all } = session.workspaces;
  // A client watches the folders that it has open; what is read beside them it does not know of.
  const isWatched = (path: string): boolean =>
    session.client.watchedFilesRegistration && roots.folders.some((folder) => isInside(folder, path));
  if (all.every(({ root }) => isWatched(root))) return;
  const since = session.lookedAtDisk;
  session.lookedAtDisk = Date.now() - CLOCKS;
  const changed: string[] = [];
  let slice = performance.now();
  for (const { linter, loaded } of all) {
    for (const path of [
      ...linter.workspace.sources,
      ...loaded.files,
      ...loaded.looked,
      ...(linter.config.baseline === null ? [] : [linter.config.baseline]),
    ]) {
      if (session.documents.at(path) || isWatched(path)) continue;
      const time = statOf(path)?.mtimeMs;
      if (time === undefined || time >= since) changed.push(path);
      if (performance.now() - slice < SLICE) continue;
      await new Promise(setImmediate);
      if (session.disposed) return;
      slice = performance.now();
    }
  }
  if (changed.length > 0) await didChangeFiles(session, changed);
}
