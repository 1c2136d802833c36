import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range } from "vscode-languageserver/node";
import type { Rule, Severity } from "../../../rules/define.ts";
import type { Finding } from "../../lint/finding.ts";
import type { Span, Text } from "../../syntax/text.ts";
import type { Client } from "../session/client.ts";
import { publishedPage } from "../../project/rule-site.ts";
import { rulePage } from "../rule-page.ts";
import { visible } from "../../syntax/visible.ts";

/** Shown by editors beside every finding. */
export const SOURCE = "l9";

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** What making a diagnostic needs beside the finding. */
export interface DiagnosticContext {
  readonly client: Client;
  readonly rule: (id: string) => Rule | null;
  /** Turns offsets of a file into editor positions. */
  readonly range: (path: string, span: Span) => Range;
  readonly uri: (path: string) => string;
  /** Where the rules' pages are published; null where nobody did, and the pages beside the program are the ones to open. */
  readonly rulePages: string | null;
}

/** A finding as the protocol says it, with only those fields that the client understands. */
export function toDiagnostic(finding: Finding, { client, rule, range, uri, rulePages }: DiagnosticContext): Diagnostic {
  const about = rule(finding.rule);
  const diagnostic: Diagnostic = {
    range: range(finding.path, finding.span),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    source: SOURCE,
    message: visible(finding.message),
  };
  const href =
    client.codeDescription && about
      ? (about.docs ?? publishedPage(about.own ? null : rulePages, finding.rule) ?? rulePage(finding.rule))
      : null;
  if (href !== null) diagnostic.codeDescription = { href };
  if (about?.tags?.includes("unnecessary") && client.diagnosticTags.includes(DiagnosticTag.Unnecessary))
    diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (finding.related.length > 0 && client.relatedInformation) {
    diagnostic.relatedInformation = finding.related.map(({ path, span, message }) => ({
      location: { uri: uri(path), range: range(path, span) },
      message: visible(message),
    }));
  }
  if (client.diagnosticData)
    diagnostic.data = { ...finding.data, rule: finding.rule, module: finding.module, fix: finding.fix?.title ?? null };
  return diagnostic;
}

/** The range of a span in a text read from disk: editors do not count a byte order mark. */
export function rangeOnDisk(text: Text, span: Span): Range {
  const mark = text.value.charCodeAt(0) === 0xfeff ? 1 : 0;
  const position = (offset: number): Range["start"] => {
    const { line, character } = text.position(offset);
    return { line, character: line === 0 ? Math.max(0, character - mark) : character };
  };
  return { start: position(span.start), end: position(span.end) };
}
