import { WorkDoneProgressReporter, type Connection } from "vscode-languageserver/node";
import { guardNotification, guardRequest } from "./guard.ts";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./messages/call-hierarchy.ts";
import { codeActionResolve } from "./messages/code-action-resolve.ts";
import { codeAction } from "./messages/code-action.ts";
import { codeLens } from "./messages/code-lens.ts";
import { completion } from "./messages/completion.ts";
import { definition } from "./messages/definition.ts";
import { references } from "./messages/link-places.ts";
import { didChangeConfiguration } from "./messages/did-change-configuration.ts";
import { didChangeWatchedFiles } from "./messages/did-change-watched-files.ts";
import { didChange } from "./messages/did-change.ts";
import { didClose } from "./messages/did-close.ts";
import { didOpen } from "./messages/did-open.ts";
import { didSave } from "./messages/did-save.ts";
import { documentDiagnostic } from "./messages/document-diagnostic.ts";
import { documentHighlight } from "./messages/document-highlight.ts";
import { documentLink } from "./messages/document-link.ts";
import { documentSymbol } from "./messages/document-symbol.ts";
import { didDeleteFiles, didRenameFiles, willRenameFiles } from "./messages/file-operations.ts";
import { executeCommand } from "./messages/execute-command.ts";
import { hover } from "./messages/hover.ts";
import { inlayHint } from "./messages/inlay-hint.ts";
import { initialized } from "./messages/initialized.ts";
import { prepareRename, rename } from "./messages/rename.ts";
import { moduleStatusOf } from "./messages/module-status.ts";
import { signatureHelp } from "./messages/signature-help.ts";
import type { Session } from "./session/session.ts";
import { workspaceDiagnostic } from "./messages/workspace-diagnostic.ts";
import { workspaceSymbol } from "./messages/workspace-symbol.ts";

/** Which function answers which message. Whatever one of them throws ends there. */
export function listen(connection: Connection, session: Session): void {
  const { pull } = session;
  const told = <Args extends unknown[]>(method: string, handle: (...args: Args) => unknown): ((...args: Args) => Promise<void>) =>
    guardNotification(session, method, handle);
  const asked = <Args extends unknown[], Result>(
    method: string,
    handle: (...args: Args) => Result | Promise<Result>,
  ): ((...args: Args) => Promise<Result>) => guardRequest(session, method, handle);
  connection.onInitialized(told("initialized", () => initialized(session)));
  connection.onDidOpenTextDocument(told("didOpen", (params) => didOpen(session, params)));
  connection.onDidChangeTextDocument(told("didChange", (params) => didChange(session, params)));
  connection.onDidCloseTextDocument(told("didClose", (params) => didClose(session, params)));
  connection.onDidSaveTextDocument(told("didSave", (params) => didSave(session, params)));
  connection.onDidChangeWatchedFiles(told("didChangeWatchedFiles", (params) => didChangeWatchedFiles(session, params)));
  connection.onDidChangeConfiguration(told("didChangeConfiguration", (params) => didChangeConfiguration(session, params)));
  connection.workspace.onDidDeleteFiles((params) => void told("didDeleteFiles", () => didDeleteFiles(session, params))());
  connection.workspace.onDidRenameFiles((params) => void told("didRenameFiles", () => didRenameFiles(session, params))());
  connection.workspace.onWillRenameFiles((params) => asked("willRenameFiles", () => willRenameFiles(session, params))());
  connection.workspace.textDocumentContent.on(
    asked("textDocumentContent", ({ uri }) => {
      const text = session.previews.text(uri);
      return text === null ? null : { text };
    }),
  );
  connection.onCodeAction(asked("codeAction", (params) => codeAction(session, params)));
  connection.onCodeActionResolve(asked("codeAction/resolve", (action) => codeActionResolve(session, action)));
  connection.onCompletion(asked("completion", (params) => completion(session, params)));
  connection.onReferences(asked("references", (params) => references(session, params)));
  connection.onDefinition(asked("definition", (params) => definition(session, params)));
  connection.onDocumentHighlight(asked("documentHighlight", (params) => documentHighlight(session, params)));
  connection.onPrepareRename(asked("prepareRename", (params) => prepareRename(session, params)));
  connection.onRenameRequest(asked("rename", (params) => rename(session, params)));
  connection.onDocumentLinks(asked("documentLink", (params) => documentLink(session, params)));
  connection.onDocumentSymbol(asked("documentSymbol", (params) => documentSymbol(session, params)));
  connection.onWorkspaceSymbol(asked("workspace/symbol", (params) => workspaceSymbol(session, params)));
  connection.languages.inlayHint.on(asked("inlayHint", (params) => inlayHint(session, params)));
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(asked("prepareCallHierarchy", (params) => prepareCallHierarchy(session, params)));
  callHierarchy.onOutgoingCalls(asked("outgoingCalls", ({ item }) => outgoingCalls(session, item)));
  callHierarchy.onIncomingCalls(asked("incomingCalls", ({ item }) => incomingCalls(session, item)));
  connection.onSignatureHelp(asked("signatureHelp", (params) => signatureHelp(session, params)));
  connection.onHover(asked("hover", (params) => hover(session, params)));
  connection.onCodeLens(asked("codeLens", (params) => codeLens(session, params)));
  connection.onExecuteCommand(
    asked("executeCommand", (params, token, progress) =>
      executeCommand(session, params, token, WorkDoneProgressReporter.isNullInstance(progress) ? null : progress),
    ),
  );
  connection.onRequest(
    "l9/moduleStatus",
    asked("moduleStatus", ({ textDocument }: { textDocument: { uri: string } }) => moduleStatusOf(session, textDocument.uri)),
  );
  if (!pull) return;
  connection.languages.diagnostics.on(asked("diagnostic", (params) => documentDiagnostic(session, pull, params)));
  connection.languages.diagnostics.onWorkspace(
    asked("workspace/diagnostic", (params, token) => workspaceDiagnostic(session, pull, params, token)),
  );
}
