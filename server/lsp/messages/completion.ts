import { basename } from "node:path";
import type { CompletionItem, CompletionParams } from "vscode-languageserver/node";
import { CONFIG_NAME } from "../../project/config.ts";
import type { KnownValue } from "../../lint/spec-values.ts";
import { contractCompletion } from "./contract-completion.ts";
import { ignoreCompletion } from "./ignore-completion.ts";
import { declaresRules } from "../session/configuration.ts";
import type { FileDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

/** Behind these something of a spec may begin: a value, an item, the entry of a flow map. */
export const COMPLETION_TRIGGERS = [" ", ":", "-", "[", "{", ",", ".", "("];

/** Keys and values that a spec, the configuration or a rule of the repository's own can have at a place; rules in suppressions; keywords and members of contracts in code. */
export async function completion(session: Session, params: CompletionParams): Promise<CompletionItem[]> {
  const { textDocument, position } = params;
  const { completeCapture, completeSpec, configShape, ownRuleShape, ownRuleValues } = await session.engine;
  const any = session.documents.file(textDocument.uri);
  const offset = any?.text.offsetAt(position) ?? 0;
  const ignoring = any && ignoreCompletion(session, any, offset);
  if (ignoring) return ignoring;
  const isConfig = any !== null && basename(any.path) === CONFIG_NAME;
  const isRule = any !== null && declaresRules(session, any.path);
  const document = isConfig || isRule ? any : await specDocument(session, textDocument.uri);
  if (!document) return contractCompletion(session, params);
  const { client } = session;
  const captures = isRule ? completeCapture(document.text.getText(), offset) : null;
  if (captures) return captures;
  const items = completeSpec({
    path: document.path,
    text: document.text.getText(),
    offset,
    snippets: client.completionSnippets,
    markdown: client.markdownCompletion,
    ...(isConfig ? { schema: configShape } : isRule ? { schema: ownRuleShape } : {}),
    known: (path) =>
      isConfig
        ? inConfig(session, document, path)
        : isRule
          ? ownRuleValues(document.text.getText(), offset, path)
          : inSpec(session, document, path),
  });
  return items.map((item) => {
    if (!client.completionInsertMode) delete item.insertTextMode;
    if (!client.completionPreselect) delete item.preselect;
    return item;
  });
}

/** Nothing while the workspace is not known yet: the spec's own keys do not wait for it. */
function inSpec(session: Session, { path }: FileDocument, key: string): KnownValue[] {
  const workspace = session.workspaces.of(path);
  if (workspace?.state !== "known") return [];
  session.settle();
  const [owner] = workspace.linter.workspace.modulesOf(path);
  return owner && workspace.linter.isPrepared(path) ? session.loaded.knownValues(workspace.linter, owner, key) : [];
}

function inConfig(session: Session, { path }: FileDocument, key: string): KnownValue[] {
  const workspace = session.workspaces.of(path);
  if (workspace?.state !== "known" || !/^(?:injected|contracts|model_aliases)\./.test(key)) return [];
  const { linter } = workspace;
  if (key.startsWith("injected.")) return session.loaded.knownServices(linter);
  const contracts = linter.contractsOf(null);
  return [...contracts.classNames(), ...contracts.classNames("typescript")].map((value) => ({
    value,
    from: "a class of workspace or Space",
  }));
}
