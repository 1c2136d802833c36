import { CodeActionKind, type CodeAction, type CodeActionParams, type Diagnostic } from "vscode-languageserver/node";
import type { Finding } from "../lint/finding.ts";
import type { OpenDocument } from "./documents.ts";
import { textEdits, workspaceEdit } from "./edits.ts";
import { fixAllEdit } from "./fix-all.ts";
import { FIX_ALL } from "./initialize.ts";
import type { Session } from "./session.ts";

/** What can be done at a range. Fixes are found by the range, not by the diagnostics the client sends along: some send none. */
export async function codeAction(session: Session, { textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
  await session.engine;
  const document = session.documents.get(textDocument.uri);
  if (!document || document.path === null || !session.client.codeActionLiterals) return [];
  const wanted = (kind: string): boolean =>
    !context.only || context.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  const findings = session.findings(document.path);
  if (wanted(CodeActionKind.QuickFix)) {
    const start = document.text.offsetAt(range.start);
    const end = document.text.offsetAt(range.end);
    const here = findings.filter(({ span }) => span.start <= end && span.end >= start);
    for (const finding of here) {
      const action = quickFix(session, document, finding, context.diagnostics);
      if (action) actions.push(action);
    }
  }
  if (wanted(FIX_ALL) && findings.some(({ fix }) => fix?.safety === "safe")) {
    const action: CodeAction = { title: "Fix everything that is safe to fix in this file", kind: FIX_ALL };
    actions.push(
      session.client.resolvesActionEdits
        ? { ...action, data: { uri: document.uri } }
        : { ...action, edit: await fixAllEdit(session, document) },
    );
  }
  return actions;
}

function quickFix(
  session: Session,
  document: OpenDocument,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
): CodeAction | null {
  const { fix } = finding;
  if (!fix) return null;
  const action: CodeAction = {
    title: fix.safety === "safe" ? fix.title : `${fix.title} (changes what the code does)`,
    kind: CodeActionKind.QuickFix,
    edit: workspaceEdit(session, document, textEdits(document, fix.edits)),
  };
  const diagnostic = matching(document, finding, diagnostics);
  if (diagnostic) action.diagnostics = [diagnostic];
  if (fix.safety === "safe" && session.client.preferredActions) action.isPreferred = true;
  return action;
}

/** The diagnostic of the client that shows a finding. */
function matching({ text }: OpenDocument, { rule, span }: Finding, diagnostics: readonly Diagnostic[]): Diagnostic | null {
  return (
    diagnostics.find(
      ({ code, range }) => code === rule && text.offsetAt(range.start) === span.start && text.offsetAt(range.end) === span.end,
    ) ?? null
  );
}
