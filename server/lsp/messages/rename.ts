import {
  LSPErrorCodes,
  ResponseError,
  type Position,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { isCode } from "../../facts/languages.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { filesEdit } from "../edits.ts";
import type { FileDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";
import type { Workspace } from "../session/workspaces.ts";
import { tell } from "../tell.ts";

/** What may be renamed at a place and how it is called; null where no name of a promise is written, an error with the reason where it can not be. */
export async function prepareRename(
  session: Session,
  { textDocument, position }: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | null> {
  const at = await known(session, textDocument.uri);
  if (!at) return null;
  const { renamable, ownClassAt } = await session.engine;
  const { linter } = at.workspace;
  const offset = at.document.text.offsetAt(position);
  const found = renamable(linter, at.document.path, offset) ?? ownClassAt(linter, at.document.path, offset);
  if (!found) return notContract(session, at, position);
  if ("refused" in found) throw refusal(found.refused);
  return { range: session.ranges()(found.place.path, found.place.span), placeholder: found.name };
}

/** One edit of everything that follows a name in its module: spec, code, tests and documents. An error with the reason where that would be wrong. */
export async function rename(session: Session, { textDocument, position, newName }: RenameParams): Promise<WorkspaceEdit | null> {
  const at = await known(session, textDocument.uri);
  if (!at) return null;
  const { linter, fixes } = at.workspace;
  if (!fixes) throw refusal("The configuration has an error, so nothing is renamed.");
  const { path, text } = at.document;
  // A client may watch no files: what is closed counts as it is now.
  for (const owner of linter.workspace.modulesOf(path))
    for (const file of [owner.spec.path, ...owner.files, ...owner.modified]) linter.changed(file);
  const { renaming, classRenaming, ownClassAt } = await session.engine;
  const made = renaming(linter, path, text.offsetAt(position), newName);
  if (!made) {
    const own = ownClassAt(linter, path, text.offsetAt(position));
    const edits = own && classRenaming(linter, own, newName);
    if (edits && "refused" in edits) throw refusal(edits.refused);
    return edits ? filesEdit(session, edits, null) : notContract(session, at, position);
  }
  if ("refused" in made) throw refusal(made.refused);
  const edit = filesEdit(
    session,
    made.edits,
    made.asks === null ? null : { label: `Rename ${made.from}`, description: made.asks },
  );
  if (edit && made.asks !== null && !session.client.changeAnnotations) await tell(session, "warning", made.asks);
  return edit;
}

/** A contract is no module's to rename: whoever is not here uses it too. */
async function notContract(
  session: Session,
  { document: { path, text }, workspace: { linter } }: { document: FileDocument; workspace: Workspace },
  position: Position,
): Promise<null> {
  const { contractNameAt } = await session.engine;
  const found = contractNameAt(linter, path, text.offsetAt(position), [path]);
  if (!found) return null;
  const { name, evidence } = found;
  const isMember = name.includes(".");
  // What code declares for itself, and the names of classes there, are its own language's matter.
  const isOwn = linter.workspace.modulesOf(evidence.path).length > 0;
  if (isCode(path) && (isOwn || !isMember)) return null;
  const why = isOwn
    ? `is declared in \`${pathFrom(linter.root, evidence.path)}\`: rename it there with your language's own server, and write its new name here.`
    : `is ${isMember ? "part of " : ""}a contract, which other modules rely on: rename it where it is declared, with your language's own server.`;
  throw refusal(`\`${name}\` ${why} \`l9 impact ${name}\` says what that touches.`);
}

async function known(session: Session, uri: string): Promise<{ document: FileDocument; workspace: Workspace } | null> {
  const document = await session.ready(uri);
  const workspace = document && session.workspaces.of(document.path);
  if (!document || !workspace) return null;
  session.settle();
  return { document, workspace };
}

function refusal(why: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}
