import type { DidChangeWatchedFilesParams } from "vscode-languageserver/node";
import { configurationChanged, isConfiguration } from "./configuration.ts";
import { pathOf } from "./paths.ts";
import { isInside } from "./roots.ts";
import type { Session } from "./session.ts";

export async function didChangeWatchedFiles(session: Session, { changes }: DidChangeWatchedFilesParams): Promise<void> {
  await didChangeFiles(
    session,
    changes.map(({ uri }) => pathOf(uri)).filter((path) => path !== null),
  );
}

/** Files or whole folders changed on disk, came or went. */
export async function didChangeFiles(session: Session, paths: readonly string[]): Promise<void> {
  for (const path of new Set(paths.flatMap((changed) => [changed, ...known(session, changed)]))) session.changedOnDisk(path);
  if (paths.some((path) => isConfiguration(session, path))) await configurationChanged(session);
}

/** Files that the linter knows under a path which is a folder, or was one. */
function known(session: Session, folder: string): string[] {
  const sources = session.workspaces.of(folder)?.linter.workspace.sources ?? [];
  return [...sources].filter((path) => path !== folder && isInside(folder, path));
}
