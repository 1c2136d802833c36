import { commands, window, workspace, type ExtensionContext } from "vscode";
import { generation, generationCommands } from "./generation.ts";
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

const LANGUAGES = ["python", "yaml", "markdown", "typescript", "typescriptreact"];

// l9: ignore[module_singleton] the extension host calls activate and deactivate, with nothing handed from one to the other
let client: LanguageClient | null = null;

/** Starts the server that the extension brings along, and starts it anew when the user's trust or choice of server changes. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("L9", { log: true });
  const restart = async (): Promise<void> => {
    await deactivate();
    client = new LanguageClient("l9", "L9", server(context), { ...options(), outputChannel: log });
    await client.start();
  };
  context.subscriptions.push(
    log,
    ...generationCommands(),
    commands.registerCommand("l9.restart", restart),
    commands.registerCommand("l9.showLog", () => log.show()),
    workspace.onDidGrantWorkspaceTrust(() => void restart()),
    workspace.onDidChangeConfiguration((event) => void (event.affectsConfiguration("l9.server.path") && restart())),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = null;
  await running?.dispose();
}

function server(context: ExtensionContext): ServerOptions {
  const own = workspace.getConfiguration("l9").get<string | null>("server.path");
  return {
    module: own ?? context.asAbsolutePath("out/server/l9.cjs"),
    args: ["lsp"],
    transport: TransportKind.ipc,
  };
}

function options(): LanguageClientOptions {
  return {
    documentSelector: LANGUAGES.flatMap((language) => ["file", "untitled"].map((scheme) => ({ scheme, language }))),
    initializationOptions: { trusted: workspace.isTrusted, showsPreviews: true },
    middleware: generation,
  };
}
