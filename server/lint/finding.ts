import type { Fix, Report, Severity } from "../../rules/define.ts";
import type { Span } from "../syntax/text.ts";

/** Something a rule found, in offsets; positions and LSP types are made at the edge. */
export interface Finding {
  rule: string;
  severity: Severity;
  /** Absolute path. */
  path: string;
  span: Span;
  message: string;
  /** Id of the module the file belongs to. */
  module: string | null;
  fix: Fix | null;
  related: { path: string; span: Span; message: string }[];
  data: Record<string, unknown>;
}

/** Order of output: place in the file, then rule. */
export function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/** A report as a finding. A rule may give a syntax node as a place: what leaves the linter is plain data that no later edit moves. */
export function toFinding(path: string, report: Report & { rule: string }, severity: Severity, module: string | null): Finding {
  const plain = ({ start, end }: Span): Span => ({ start, end });
  const { rule, at, message, fix, related = [], data = {} } = report;
  return {
    rule,
    severity,
    path,
    span: plain(at),
    message,
    module,
    fix: fix ? { ...fix, edits: fix.edits.map(({ span, text }) => ({ span: plain(span), text })) } : null,
    related: related.map((other) => ({ path: other.path ?? path, span: plain(other.at), message: other.message })),
    data,
  };
}
