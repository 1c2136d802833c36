// What the parameters of each message must be, as far as the server reads them. A client may leave out or get wrong anything: what is not as the protocol has it
// stops here, so that nothing behind holds a document without a text or asks a number for its letters.

/** What is wrong with a value, named from its top (`textDocument.uri must be a string`); null where nothing is. */
type Check = (value: unknown, name: string) => string | null;

const kind =
  (wanted: string, is: (value: unknown) => boolean): Check =>
  (value, name) =>
    is(value) ? null : `${name} must be ${wanted}`;

const text = kind("a string", (value) => typeof value === "string");
const whole = kind("a whole number", Number.isSafeInteger);
const flat = kind("a number or a string", (value) => typeof value === "number" || typeof value === "string");
const map = kind("an object", (value) => typeof value === "object" && value !== null && !Array.isArray(value));
const anything: Check = () => null;

const optional =
  (check: Check): Check =>
  (value, name) =>
    value === undefined ? null : check(value, name);

const orNull =
  (check: Check): Check =>
  (value, name) =>
    value === undefined || value === null ? null : check(value, name);

const list =
  (item: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) return `${name} must be a list`;
    for (const [at, one] of value.entries()) {
      const wrong = item(one, `${name}[${at}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, name) => {
    const wrong = map(value, name);
    if (wrong !== null) return wrong;
    for (const [key, check] of Object.entries(fields)) {
      const within = check((value as Record<string, unknown>)[key], name === TOP ? key : `${name}.${key}`);
      if (within !== null) return within;
    }
    return null;
  };

const TOP = "params";

const position = object({ line: whole, character: whole });
const range = object({ start: position, end: position });
const named = object({ uri: text });
const folders = list(object({ uri: text, name: optional(text) }));
const tokens = { workDoneToken: orNull(flat), partialResultToken: orNull(flat) };
const ofDocument = object({ textDocument: named, ...tokens });
const atPosition = object({ textDocument: named, position, ...tokens });
const called = object({ uri: text, selectionRange: range });
const diagnostic = object({ range, code: anything });

/** By method. One that is not named here has no parameters, or none that anything reads. */
const PARAMETERS: Readonly<Record<string, Check>> = {
  initialize: object({
    capabilities: map,
    initializationOptions: anything,
    rootUri: orNull(text),
    rootPath: orNull(text),
    workspaceFolders: orNull(folders),
    ...tokens,
  }),
  "$/setTrace": object({ value: text }),
  "window/workDoneProgress/cancel": object({ token: flat }),
  "textDocument/didOpen": object({ textDocument: object({ uri: text, languageId: optional(text), version: whole, text }) }),
  "textDocument/didChange": object({
    textDocument: object({ uri: text, version: whole }),
    contentChanges: list(object({ text, range: optional(range) })),
  }),
  "textDocument/didClose": ofDocument,
  "textDocument/didSave": ofDocument,
  "workspace/didChangeWatchedFiles": object({ changes: list(named) }),
  "workspace/didChangeConfiguration": map,
  "workspace/didChangeWorkspaceFolders": object({ event: object({ added: folders, removed: folders }) }),
  "workspace/didDeleteFiles": object({ files: list(named) }),
  "workspace/didRenameFiles": object({ files: list(object({ oldUri: text, newUri: text })) }),
  "workspace/willRenameFiles": object({ files: list(object({ oldUri: text, newUri: text })), ...tokens }),
  "workspace/executeCommand": object({ command: text, arguments: orNull(list(anything)), ...tokens }),
  "workspace/diagnostic": object({ previousResultIds: list(object({ uri: text, value: text })), ...tokens }),
  "textDocument/diagnostic": object({ textDocument: named, previousResultId: orNull(text), ...tokens }),
  "textDocument/codeAction": object({
    textDocument: named,
    range,
    context: object({ diagnostics: list(diagnostic), only: orNull(list(text)) }),
    ...tokens,
  }),
  "codeAction/resolve": object({ title: text }),
  "textDocument/completion": atPosition,
  "textDocument/definition": atPosition,
  "textDocument/references": object({ textDocument: named, position, context: map, ...tokens }),
  "textDocument/documentHighlight": atPosition,
  "textDocument/prepareRename": atPosition,
  "textDocument/rename": object({ textDocument: named, position, newName: text, ...tokens }),
  "textDocument/prepareCallHierarchy": atPosition,
  "callHierarchy/outgoingCalls": object({ item: called, ...tokens }),
  "callHierarchy/incomingCalls": object({ item: called, ...tokens }),
  "textDocument/inlayHint": object({ textDocument: named, range, ...tokens }),
  "workspace/symbol": object({ query: text, ...tokens }),
  "textDocument/signatureHelp": atPosition,
  "textDocument/hover": atPosition,
  "textDocument/documentLink": ofDocument,
  "textDocument/documentSymbol": ofDocument,
  "textDocument/codeLens": ofDocument,
  "l9/moduleStatus": object({ textDocument: named }),
};

/** The methods whose parameters are looked at. */
export const METHODS: readonly string[] = Object.keys(PARAMETERS);

/** What is wrong with the parameters of a message; null where nothing is. */
export function wrongParameters(method: string, params: unknown): string | null {
  const check = Object.hasOwn(PARAMETERS, method) ? PARAMETERS[method] : undefined;
  return check?.(params, TOP) ?? null;
}
