import type { DeleteFilesParams, RenameFilesParams, WorkspaceEdit } from "vscode-languageserver/node";
import type { Edit } from "../../../rules/define.ts";
import { isInside } from "../../project/folders-above.ts";
import { filesEdit } from "../edits.ts";
import { tell } from "../tell.ts";
import { didChangeFiles } from "./did-change-watched-files.ts";
import { pathOf } from "../paths.ts";
import { lookAtDisk } from "../session/look-at-disk.ts";
import type { Session } from "../session/session.ts";

/** Told by editors that delete or rename a folder as one thing, where watchers may see no event for the files in it. */
export const FILE_OPERATIONS = { filters: [{ scheme: "file", pattern: { glob: "**" } }] };

export async function didDeleteFiles(session: Session, { files }: DeleteFilesParams): Promise<void> {
  await didChangeFiles(
    session,
    files.map(({ uri }) => pathOf(uri)).filter((path) => path !== null),
  );
}

export async function didRenameFiles(session: Session, { files }: RenameFilesParams): Promise<void> {
  await didChangeFiles(
    session,
    files.flatMap(({ oldUri, newUri }) => [pathOf(oldUri), pathOf(newUri)]).filter((path) => path !== null),
  );
}

/** What keeps specs, documents and imports right, before an editor renames files or folders. */
export async function willRenameFiles(session: Session, { files }: RenameFilesParams): Promise<WorkspaceEdit | null> {
  await session.foldersLoaded();
  const renamed = files.flatMap(({ oldUri, newUri }) => {
    const [from, to] = [session.documents.pathOf(oldUri), session.documents.pathOf(newUri)];
    return from !== null && to !== null ? [{ from, to }] : [];
  });
  // What is closed counts as it is now, also where the client watches nothing.
  await lookAtDisk(session);
  const changes = new Map<string, readonly Edit[]>();
  const left: string[] = [];
  for (const workspace of session.workspaces.all) {
    const own = renamed.filter(({ from }) => isInside(workspace.root, from));
    if (own.length === 0 || !workspace.fixes) continue;
    await workspace.scanned();
    await workspace.linter.prepare([...workspace.linter.workspace.sources]);
    session.settle();
    const made = session.loaded.moving(workspace.linter, own);
    for (const [path, edits] of made.edits) changes.set(path, edits);
    left.push(...made.left);
  }
  if (left.length > 0) await tell(session, "warning", left.join(" "));
  return changes.size === 0 ? null : filesEdit(session, changes, null);
}
