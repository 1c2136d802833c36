import { statSync } from "node:fs";
import { didChangeFiles } from "../messages/did-change-watched-files.ts";
import type { Session } from "./session.ts";

/** Milliseconds of work between two looks at the client's messages. */
const SLICE = 10;

/** Milliseconds by which a file system's clock may lag behind ours. */
const CLOCKS = 100;

/**
 * For a client that watches no files: finds the known files that changed or went since the last look. Called when the user
 * opens or saves something, as that is when the disk is likely to have changed; new files are seen when they are opened.
 */
export async function lookAtDisk(session: Session): Promise<void> {
  if (session.client.watchedFilesRegistration) return;
  const since = session.lookedAtDisk;
  session.lookedAtDisk = Date.now() - CLOCKS;
  const changed: string[] = [];
  let slice = performance.now();
  for (const { linter, loaded } of session.workspaces.all) {
    for (const path of [...linter.workspace.sources, ...loaded.files]) {
      if (session.documents.at(path)) continue;
      const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (time === undefined || time >= since) changed.push(path);
      if (performance.now() - slice < SLICE) continue;
      await new Promise(setImmediate);
      if (session.disposed) return;
      slice = performance.now();
    }
  }
  if (changed.length > 0) await didChangeFiles(session, changed);
}
