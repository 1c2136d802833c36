import { WorkDoneProgressReporter, type Connection } from "vscode-languageserver/node";
import { codeActionResolve } from "./messages/code-action-resolve.ts";
import { codeAction } from "./messages/code-action.ts";
import { codeLens } from "./messages/code-lens.ts";
import { completion } from "./messages/completion.ts";
import { definition } from "./messages/definition.ts";
import { didChangeConfiguration } from "./messages/did-change-configuration.ts";
import { didChangeWatchedFiles } from "./messages/did-change-watched-files.ts";
import { didChange } from "./messages/did-change.ts";
import { didClose } from "./messages/did-close.ts";
import { didOpen } from "./messages/did-open.ts";
import { didSave } from "./messages/did-save.ts";
import { documentDiagnostic } from "./messages/document-diagnostic.ts";
import { documentLink } from "./messages/document-link.ts";
import { documentSymbol } from "./messages/document-symbol.ts";
import { didDeleteFiles, didRenameFiles } from "./messages/file-operations.ts";
import { executeCommand } from "./messages/execute-command.ts";
import { hover } from "./messages/hover.ts";
import { initialized } from "./messages/initialized.ts";
import { moduleStatusOf } from "./messages/module-status.ts";
import type { Session } from "./session/session.ts";
import { workspaceDiagnostic } from "./messages/workspace-diagnostic.ts";

/** Which function answers which message. */
export function listen(connection: Connection, session: Session): void {
  const { pull } = session;
  connection.onInitialized(() => initialized(session));
  connection.onDidOpenTextDocument((params) => didOpen(session, params));
  connection.onDidChangeTextDocument((params) => didChange(session, params));
  connection.onDidCloseTextDocument((params) => didClose(session, params));
  connection.onDidSaveTextDocument((params) => didSave(session, params));
  connection.onDidChangeWatchedFiles((params) => didChangeWatchedFiles(session, params));
  connection.onDidChangeConfiguration((params) => didChangeConfiguration(session, params));
  connection.workspace.onDidDeleteFiles((params) => void didDeleteFiles(session, params));
  connection.workspace.onDidRenameFiles((params) => void didRenameFiles(session, params));
  connection.onCodeAction((params) => codeAction(session, params));
  connection.onCodeActionResolve((action) => codeActionResolve(session, action));
  connection.onCompletion((params) => completion(session, params));
  connection.onDefinition((params) => definition(session, params));
  connection.onDocumentLinks((params) => documentLink(session, params));
  connection.onDocumentSymbol((params) => documentSymbol(session, params));
  connection.onHover((params) => hover(session, params));
  connection.onCodeLens((params) => codeLens(session, params));
  connection.onExecuteCommand((params, token, progress) =>
    executeCommand(session, params, token, WorkDoneProgressReporter.isNullInstance(progress) ? null : progress),
  );
  connection.onRequest("l9/moduleStatus", ({ textDocument }: { textDocument: { uri: string } }) =>
    moduleStatusOf(session, textDocument.uri),
  );
  if (!pull) return;
  connection.languages.diagnostics.on((params) => documentDiagnostic(session, pull, params));
  connection.languages.diagnostics.onWorkspace((params, token) => workspaceDiagnostic(session, pull, params, token));
}
