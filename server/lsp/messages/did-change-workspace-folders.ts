import type { WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";
import { isInside } from "../../project/folders-above.ts";
import { pathOf } from "../paths.ts";
import type { Session } from "../session/session.ts";

export async function didChangeWorkspaceFolders(
  session: Session,
  { added, removed }: WorkspaceFoldersChangeEvent,
): Promise<void> {
  // One that is still being loaded would stay behind.
  if (removed.length > 0) await session.workspaces.loaded();
  for (const { uri } of removed) {
    const path = pathOf(uri);
    if (path !== null) session.closeFolder(path);
  }
  session.openFolders(added.map(({ uri }) => pathOf(uri)).filter((path) => path !== null));
  session.rehome();
  for (const { uri } of removed) {
    const path = pathOf(uri);
    if (path !== null) session.delivery.outdated((shown) => isInside(path, shown));
  }
}
