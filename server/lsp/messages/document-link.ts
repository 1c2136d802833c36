import { dirname } from "node:path";
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver/node";
import type { FileDocument } from "../session/documents.ts";
import type { Engine, Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** Links on the files that a spec names, where they exist. */
export async function documentLink(session: Session, { textDocument }: DocumentLinkParams): Promise<DocumentLink[]> {
  const { specLinks } = await session.engine;
  const document = await specDocument(session, textDocument.uri);
  return document ? specLinks(await linkInput(session, document)) : [];
}

/** What following a spec's paths takes. */
export async function linkInput(session: Session, { path, text }: FileDocument): Promise<Parameters<Engine["specLinks"]>[0]> {
  const { diskPaths } = await session.engine;
  const workspace = await session.workspaces.load(path);
  return {
    path,
    text: text.getText(),
    root: workspace?.linter.workspace.rootOf(path).folder ?? dirname(path),
    paths: diskPaths,
    uri: (of) => session.documents.uri(of),
  };
}
