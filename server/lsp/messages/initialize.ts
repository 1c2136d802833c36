import { CodeActionKind, TextDocumentSyncKind, type InitializeParams, type InitializeResult } from "vscode-languageserver/node";
import type { Client } from "../session/client.ts";
import { COMPLETION_TRIGGERS } from "./completion.ts";
import { COMMANDS } from "./execute-command.ts";
import { GENERATE_KIND } from "../generation/generate-action.ts";
import { PREVIEW_SCHEME } from "../generation/previews.ts";
import { SOURCE } from "../delivery/diagnostic.ts";
import { SIGNATURE_TRIGGERS } from "./signature-help.ts";
import { FILE_OPERATIONS } from "./file-operations.ts";
import { pathOf } from "../paths.ts";

declare const L9_VERSION: string;

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.l9`;

/** What the server offers to this client. */
export function initializeResult(client: Client): InitializeResult {
  return {
    serverInfo: { name: "l9", version: L9_VERSION },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      codeActionProvider: client.codeActionLiterals
        ? { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL, GENERATE_KIND], resolveProvider: client.resolvesActionEdits }
        : false,
      hoverProvider: true,
      completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
      signatureHelpProvider: { triggerCharacters: SIGNATURE_TRIGGERS },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: client.preparesRename ? { prepareProvider: true } : true,
      callHierarchyProvider: true,
      inlayHintProvider: true,
      workspaceSymbolProvider: true,
      documentLinkProvider: {},
      documentSymbolProvider: true,
      codeLensProvider: { resolveProvider: false },
      executeCommandProvider: { commands: COMMANDS, workDoneProgress: true },
      ...(client.pullsDiagnostics
        ? { diagnosticProvider: { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: true } }
        : {}),
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        textDocumentContent: { schemes: [PREVIEW_SCHEME] },
        fileOperations: { didDelete: FILE_OPERATIONS, didRename: FILE_OPERATIONS, willRename: FILE_OPERATIONS },
      },
    },
  };
}

/** The folders the client has open, as absolute paths; older clients name one root. */
export function workspaceRoots(params: InitializeParams): string[] {
  const uris = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  const paths = uris.map(pathOf).filter((path) => path !== null);
  if (paths.length === 0 && params.rootPath) paths.push(params.rootPath);
  return [...new Set(paths.map((path) => path.replace(/(?<=.)[\\/]+$/, "")))];
}
