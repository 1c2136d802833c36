import type { DeleteFilesParams, RenameFilesParams } from "vscode-languageserver/node";
import { didChangeFiles } from "./did-change-watched-files.ts";
import { pathOf } from "../paths.ts";
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
