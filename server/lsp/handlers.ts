import { WorkDoneProgressReporter, type Connection } from "vscode-languageserver/node";
import { codeActionResolve } from "./code-action-resolve.ts";
import { codeAction } from "./code-action.ts";
import { codeLens } from "./code-lens.ts";
import { completion } from "./completion.ts";
import { definition } from "./definition.ts";
import { didChangeConfiguration } from "./did-change-configuration.ts";
import { didChangeWatchedFiles } from "./did-change-watched-files.ts";
import { didChange } from "./did-change.ts";
import { didClose } from "./did-close.ts";
import { didOpen } from "./did-open.ts";
import { didSave } from "./did-save.ts";
import { documentDiagnostic } from "./document-diagnostic.ts";
import { documentLink } from "./document-link.ts";
import { documentSymbol } from "./document-symbol.ts";
import { didDeleteFiles, didRenameFiles } from "./file-operations.ts";
import { executeCommand } from "./execute-command.ts";
import { hover } from "./hover.ts";
import { initialized } from "./initialized.ts";
import { moduleStatusOf } from "./module-status.ts";
import type { Session } from "./session.ts";
import { workspaceDiagnostic } from "./workspace-diagnostic.ts";

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
