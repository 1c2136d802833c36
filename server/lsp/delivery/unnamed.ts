import type { Diagnostic } from "vscode-languageserver/node";
import type { OpenDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";
import { toDiagnostic } from "./diagnostic.ts";

const SUFFIXES: Readonly<Record<string, string>> = { python: ".py", typescript: ".ts", typescriptreact: ".tsx" };

/** What is found in a document that has no name yet (`untitled:`), where its header names a module of the workspace; nothing in any other. */
export async function unnamedDiagnostics(session: Session, document: OpenDocument): Promise<Diagnostic[]> {
  const suffix = /^untitled:/i.test(document.uri) ? SUFFIXES[document.text.languageId] : undefined;
  if (suffix === undefined) return [];
  await session.foldersLoaded();
  for (const workspace of session.workspaces.all) {
    await workspace.scanned();
    const file = session.loaded.unnamedFile(workspace.linter, document.text.getText(), suffix);
    if (!file) continue;
    await workspace.linter.prepare([file.path]);
    session.settle();
    const ranges = session.ranges();
    return file.findings().map((finding) =>
      toDiagnostic(finding, {
        client: session.client,
        rule: (id) => session.rule(id),
        range: (path, { start, end }) =>
          path === file.path
            ? { start: document.text.positionAt(start), end: document.text.positionAt(end) }
            : ranges(path, { start, end }),
        uri: (path) => (path === file.path ? document.uri : session.documents.uri(path)),
        rulePages: workspace.linter.config.rule_pages ?? null,
      }),
    );
  }
  return [];
}
