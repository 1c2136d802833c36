import { LSPErrorCodes } from "vscode-languageserver/node";
import type { Json } from "../lsp/client.ts";

/** What an editor asks about a place; the answer may be anything but a crash. */
export const QUESTIONS: Record<string, (uri: string) => Json> = {
  "textDocument/hover": (uri) => ({ textDocument: { uri }, position: { line: 0, character: 8 } }),
  "textDocument/completion": (uri) => ({ textDocument: { uri }, position: { line: 3, character: 2 } }),
  "textDocument/definition": (uri) => ({ textDocument: { uri }, position: { line: 5, character: 26 } }),
  "textDocument/documentLink": (uri) => ({ textDocument: { uri } }),
  "textDocument/documentSymbol": (uri) => ({ textDocument: { uri } }),
  "textDocument/codeAction": (uri) => ({
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } },
    context: { diagnostics: [] },
  }),
  "textDocument/codeLens": (uri) => ({ textDocument: { uri } }),
  "textDocument/diagnostic": (uri) => ({ textDocument: { uri } }),
  "workspace/diagnostic": () => ({ previousResultIds: [] }),
  "l9/moduleStatus": (uri) => ({ textDocument: { uri } }),
};

/** Cancelled by the client or by the server, or about a text that is another by now. */
export const MAY_FAIL = new Set<number>([
  LSPErrorCodes.RequestCancelled,
  LSPErrorCodes.ServerCancelled,
  LSPErrorCodes.ContentModified,
]);
