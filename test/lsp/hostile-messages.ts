import type { Json } from "./client.ts";

/** One good example of each message that the server serves, about a document. */
export function goodMessages(uri: string): Record<string, Json> {
  const textDocument = { uri };
  const position = { line: 0, character: 3 };
  const range = { start: position, end: position };
  return {
    "textDocument/didOpen": { textDocument: { uri, languageId: "python", version: 1, text: "import os\n" } },
    "textDocument/didChange": { textDocument: { uri, version: 2 }, contentChanges: [{ range, text: "x" }] },
    "textDocument/didSave": { textDocument },
    "textDocument/hover": { textDocument, position },
    "textDocument/completion": { textDocument, position },
    "textDocument/definition": { textDocument, position },
    "textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
    "textDocument/documentHighlight": { textDocument, position },
    "textDocument/prepareRename": { textDocument, position },
    "textDocument/rename": { textDocument, position, newName: "orders.in" },
    "textDocument/prepareCallHierarchy": { textDocument, position },
    "callHierarchy/outgoingCalls": { item: { name: "x", kind: 12, uri, range, selectionRange: range } },
    "callHierarchy/incomingCalls": { item: { name: "x", kind: 12, uri, range, selectionRange: range } },
    "textDocument/inlayHint": { textDocument, range },
    "workspace/symbol": { query: "x" },
    "textDocument/signatureHelp": { textDocument, position },
    "textDocument/documentLink": { textDocument },
    "textDocument/documentSymbol": { textDocument },
    "textDocument/codeLens": { textDocument },
    "textDocument/codeAction": { textDocument, range, context: { diagnostics: [{ range, code: "x" }], only: ["quickfix"] } },
    "codeAction/resolve": { title: "Fix", kind: "source.fixAll.l9", data: { uri } },
    "textDocument/diagnostic": { textDocument, previousResultId: "x" },
    "workspace/diagnostic": { previousResultIds: [{ uri, value: "x" }] },
    "workspace/executeCommand": { command: "l9.previewGeneration", arguments: [uri, "name"] },
    "l9/moduleStatus": { textDocument },
    "workspace/didChangeWatchedFiles": { changes: [{ uri, type: 2 }] },
    "workspace/didChangeConfiguration": { settings: { l9: { diagnostics: "workspace" } } },
    "workspace/didDeleteFiles": { files: [{ uri }] },
    "workspace/didRenameFiles": { files: [{ oldUri: uri, newUri: uri }] },
    "workspace/willRenameFiles": { files: [{ oldUri: uri, newUri: `${uri}.old` }] },
    "workspace/didChangeWorkspaceFolders": { event: { added: [{ uri, name: "x" }], removed: [{ uri, name: "x" }] } },
    "$/setTrace": { value: "off" },
    "$/cancelRequest": { id: 4711 },
    "window/workDoneProgress/cancel": { token: "x" },
    "textDocument/didClose": { textDocument },
  };
}

/** The methods that get no answer. */
export function isNotification(method: string): boolean {
  return /\/(?:did\w+|cancel|setTrace|cancelRequest)$/.test(method);
}

const WRONG: readonly Json[] = [undefined, null, 5, -1.5, 1e308, "", "x", true, [], {}, [null], "long ".repeat(4_000), deep()];

function deep(): Json {
  let value: Json = [];
  for (let at = 0; at < 500; at++) value = [value];
  return value;
}

/** A message's parameters with one value, at whatever depth, left out or replaced by something else; the whole of them too. */
export function wrongVariants(params: Json): Json[] {
  const variants: Json[] = [...WRONG];
  if (typeof params !== "object" || params === null) return variants;
  for (const key of Object.keys(params)) {
    for (const wrong of wrongVariants(params[key])) {
      const copy = Array.isArray(params) ? [...params] : { ...params };
      copy[key] = wrong;
      variants.push(copy);
    }
  }
  return variants;
}
