import type { Connection } from "vscode-languageserver/node";
import { codeActionResolve } from "./code-action-resolve.ts";
import { codeAction } from "./code-action.ts";
import { didChange } from "./did-change.ts";
import { didClose } from "./did-close.ts";
import { didOpen } from "./did-open.ts";
import type { Session } from "./session.ts";

/** Which function answers which message. */
export function listen(connection: Connection, session: Session): void {
  connection.onDidOpenTextDocument((params) => didOpen(session, params));
  connection.onDidChangeTextDocument((params) => didChange(session, params));
  connection.onDidCloseTextDocument((params) => didClose(session, params));
  connection.onCodeAction((params) => codeAction(session, params));
  connection.onCodeActionResolve((action) => codeActionResolve(session, action));
}
