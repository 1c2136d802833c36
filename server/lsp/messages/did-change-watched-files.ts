import type { DidChangeWatchedFilesParams } from "vscode-languageserver/node";
import { isInside } from "../../project/folders-above.ts";
import { discover } from "../../project/discovery.ts";
import { ignoresFor } from "../../project/git-ignore.ts";
import { statOf } from "../../project/regular-file.ts";
import { configurationChanged, isConfiguration } from "../session/configuration.ts";
import { pathOf } from "../paths.ts";
import type { Session } from "../session/session.ts";

export async function didChangeWatchedFiles(session: Session, { changes }: DidChangeWatchedFilesParams): Promise<void> {
  await didChangeFiles(
    session,
    changes.map(({ uri }) => pathOf(uri)).filter((path) => path !== null),
  );
}

/** Milliseconds of work between two looks at the client's messages. */
const SLICE = 10;

/** Files or whole folders changed on disk, came or went. Another branch changes thousands at once: requests are let through. */
export async function didChangeFiles(session: Session, paths: readonly string[]): Promise<void> {
  let slice = performance.now();
  for (const path of new Set(paths.flatMap((changed) => [changed, ...below(session, changed)]))) {
    session.changedOnDisk(path);
    if (performance.now() - slice < SLICE) continue;
    await new Promise(setImmediate);
    if (session.disposed) return;
    slice = performance.now();
  }
  session.awaited.look();
  if (paths.some((path) => isConfiguration(session, path))) await configurationChanged(session);
  for (const path of paths) {
    const folder = ignoresFor(path);
    if (folder !== null) ignoresChanged(session, folder);
  }
}

/** Files under a path which is a folder, or was one: those that the linter knows, and those that came with it. */
function below(session: Session, folder: string): string[] {
  const workspace = session.workspaces.of(folder);
  if (!workspace) return [];
  const { sources } = workspace.linter.workspace;
  const now = statOf(folder);
  // Nearly always it is a file: a checkout tells of thousands, each of which would look through all.
  if (now?.isFile() === true || (!now && sources.has(folder))) return [];
  const known = [...sources].filter((path) => path !== folder && isInside(folder, path));
  if (!workspace.searched || now?.isDirectory() !== true) return known;
  return [...known, ...[...discover(workspace.root, workspace.linter.config, folder)].flat()];
}

/** What git ignores in a folder is another now: the workspaces that it counts for are read anew. */
function ignoresChanged(session: Session, folder: string): void {
  for (const workspace of session.workspaces.all)
    if (workspace.searched && (isInside(folder, workspace.root) || isInside(workspace.root, folder)))
      session.reconfigure(workspace, workspace.linter.config);
}
