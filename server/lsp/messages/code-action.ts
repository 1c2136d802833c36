import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
} from "vscode-languageserver/node";
import { isCode } from "../../facts/languages.ts";
import type { Finding } from "../../lint/finding.ts";
import type { OpenDocument } from "../session/documents.ts";
import { fileEdit, textEdits, workspaceEdit } from "../edits.ts";
import { fixAllEdit } from "../fix-all.ts";
import { generateActions, GENERATE_KIND } from "../generation/generate-action.ts";
import { ignoreAction } from "../ignore-action.ts";
import { FIX_ALL } from "./initialize.ts";
import type { Session } from "../session/session.ts";
import { visible } from "../../syntax/visible.ts";

/** What can be done at a range. Fixes are found by the range, not by the diagnostics the client sends along: some send none. */
export async function codeAction(session: Session, { textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
  const document = await session.ready(textDocument.uri);
  if (!document || !session.client.codeActionLiterals) return [];
  const wanted = (kind: string): boolean =>
    !context.only || context.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
  const findings = session.findings(document.path);
  const fixes = session.workspaces.of(document.path)?.fixes === true;
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix)) {
    const start = document.text.offsetAt(range.start);
    const end = document.text.offsetAt(range.end);
    const here = findings.filter(({ span }) => span.start <= end && span.end >= start);
    const made: CodeAction[] = [];
    // Of a broken configuration only its own faults can be mended.
    for (const finding of here.filter(({ rule }) => fixes || rule === "config_invalid")) {
      const action = await quickFix(session, document, finding);
      if (action) made.push(shownFor(document, finding, action, context.diagnostics));
    }
    const { FixNet } = await session.engine;
    const net = new FixNet(document.path ?? "", document.text.getText());
    const ignored = new Set<string>();
    for (const finding of here) {
      const action = ignored.has(finding.rule) ? null : ignoreAction(session, document, finding, net);
      ignored.add(finding.rule);
      if (action) made.push(shownFor(document, finding, action, context.diagnostics));
    }
    actions.push(...made);
  }
  if (fixes && wanted(FIX_ALL) && findings.some(({ fix }) => fix?.safety === "safe" && fix.path === undefined)) {
    const action: CodeAction = { title: "Fix everything that is safe to fix in this file", kind: FIX_ALL };
    actions.push(
      session.client.resolvesActionEdits
        ? { ...action, data: { uri: document.uri } }
        : { ...action, edit: await fixAllEdit(session, document, false) },
    );
  }
  // An editor that acts on its own, on save above all, generates nothing.
  if (wanted(GENERATE_KIND) && context.triggerKind !== CodeActionTriggerKind.Automatic)
    actions.push(...generateActions(session, document.path, document.uri));
  return actions;
}

/** Rules about what is no spec: the configuration, and a repository's own rules. */
const SETTINGS: ReadonlySet<string> = new Set(["config_invalid", "own_rule_invalid"]);

/** Null without a fix, and for one that would break its file; a client that shows why an action can not be had is told. */
async function quickFix(session: Session, document: OpenDocument, finding: Finding): Promise<CodeAction | null> {
  const { fix } = finding;
  const linter = session.workspaces.of(finding.path)?.linter;
  if (!fix || !linter) return null;
  const broken = (await session.engine).fixDamage(linter, finding, fix);
  if (broken !== null)
    return session.client.disabledActions
      ? { title: fix.title, kind: CodeActionKind.QuickFix, disabled: { reason: `This fix is left out: ${broken}.` } }
      : null;
  const edit =
    fix.path === undefined
      ? workspaceEdit(session, document, textEdits(document, fix.edits))
      : fileEdit(session, fix.path, fix.edits);
  if (!edit) return null;
  const says = isCode(finding.path) ? "the code does" : SETTINGS.has(finding.rule) ? "the file says" : "the spec says";
  const action: CodeAction = {
    title: visible(fix.safety === "safe" || fix.path !== undefined ? fix.title : `${fix.title} (changes what ${says})`),
    kind: CodeActionKind.QuickFix,
    edit,
  };
  if (fix.safety === "safe" && session.client.preferredActions) action.isPreferred = true;
  return action;
}

/** Ties an action to the diagnostic that the client shows for its finding. */
function shownFor(
  { text }: OpenDocument,
  { rule, span }: Finding,
  action: CodeAction,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const diagnostic = diagnostics.find(
    ({ code, range }) => code === rule && text.offsetAt(range.start) === span.start && text.offsetAt(range.end) === span.end,
  );
  return diagnostic ? { ...action, diagnostics: [diagnostic] } : action;
}
