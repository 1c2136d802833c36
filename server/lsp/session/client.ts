import { InsertTextMode, type InitializeParams } from "vscode-languageserver/node";

/** What the client can do, read once; every optional message asks here before it is sent. */
export interface Client {
  /** Pull, refresh and so workspace pull: all of it, else diagnostics are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  /** Values of `DiagnosticTag` it shows. */
  readonly diagnosticTags: readonly number[];
  /** Understands `CodeAction` objects; else only commands. */
  readonly codeActionLiterals: boolean;
  readonly preferredActions: boolean;
  readonly resolvesActionEdits: boolean;
  /** Shows an action that can not be had with the reason why. */
  readonly disabledActions: boolean;
  readonly documentChanges: boolean;
  readonly snippetEdits: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watchedFilesRegistration: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly completionSnippets: boolean;
  readonly completionInsertMode: boolean;
  readonly completionPreselect: boolean;
  readonly hierarchicalSymbols: boolean;
  /** `workspace/applyEdit` is answered. */
  readonly appliesEdits: boolean;
  /** Edits may create files. */
  readonly createsFiles: boolean;
  /**
   * The user can be asked about single changes of an edit. Annotations stand on versioned changes and created files alone, so a client that announces
   * them without these two (Neovim 0.12 does) can not be sent any.
   */
  readonly changeAnnotations: boolean;
  /** Asks what may be renamed before it asks for a name. */
  readonly preparesRename: boolean;
  /** Parts of hints lead to a place. */
  readonly hintLocations: boolean;
  readonly refreshesHints: boolean;
  readonly showsDocuments: boolean;
  /** A preview is shown by the client itself, from the answer of its command: `initializationOptions.showsPreviews`. */
  readonly showsPreviews: boolean;
  readonly refreshesLenses: boolean;
  /** Values of `CodeActionTag` it shows. */
  readonly codeActionTags: readonly number[];
}

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { textDocument, workspace, window } = capabilities;
  const codeAction = textDocument?.codeAction;
  const publish = textDocument?.publishDiagnostics;
  const pull = textDocument?.diagnostic;
  const pullsDiagnostics = pull !== undefined && workspace?.diagnostics?.refreshSupport === true;
  // Pull has capabilities of its own for what a diagnostic may hold; clients that leave them out announce them under push.
  const shown = { ...publish, ...(pullsDiagnostics ? pull : {}) };
  const item = textDocument?.completion?.completionItem;
  const edit = workspace?.workspaceEdit;
  const documentChanges = edit?.documentChanges === true;
  const createsFiles = edit?.resourceOperations?.includes("create") === true;
  return {
    pullsDiagnostics,
    relatedInformation: shown.relatedInformation === true,
    codeDescription: shown.codeDescriptionSupport === true,
    diagnosticData: shown.dataSupport === true,
    diagnosticTags: shown.tagSupport?.valueSet ?? [],
    codeActionLiterals: codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: codeAction?.isPreferredSupport === true,
    resolvesActionEdits: codeAction?.dataSupport === true && (codeAction.resolveSupport?.properties.includes("edit") ?? false),
    disabledActions: codeAction?.disabledSupport === true,
    documentChanges,
    snippetEdits: edit?.snippetEditSupport === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchedFilesRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: window?.workDoneProgress === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") === true,
    markdownCompletion: item?.documentationFormat?.includes("markdown") === true,
    completionSnippets: item?.snippetSupport === true,
    completionInsertMode: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    completionPreselect: item?.preselectSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    appliesEdits: workspace?.applyEdit === true,
    createsFiles,
    changeAnnotations: documentChanges && createsFiles && Boolean(edit.changeAnnotationSupport),
    preparesRename: textDocument?.rename?.prepareSupport === true,
    hintLocations: textDocument?.inlayHint?.resolveSupport?.properties.includes("label.location") === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    showsPreviews: (initializationOptions as { showsPreviews?: unknown } | null | undefined)?.showsPreviews === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    codeActionTags: (codeAction as { tagSupport?: { valueSet?: number[] } } | undefined)?.tagSupport?.valueSet ?? [],
  };
}
