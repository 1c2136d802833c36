import type { WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";
import { pathOf } from "../paths.ts";
import { isInside } from "../session/roots.ts";
import type { Session } from "../session/session.ts";

export function didChangeWorkspaceFolders(session: Session, { added, removed }: WorkspaceFoldersChangeEvent): void {
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
