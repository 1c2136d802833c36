import type { Fix, Report, Rule, Severity } from "../../rules/define.ts";
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
  /** It is to weigh more one day, and closes no gate before. */
  pending?: true;
}

/** Order of output: place in the file, then rule. */
export function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** That a file was not looked at, or not by every rule, is said whatever the configuration says: it must not look clean. */
const ALWAYS: ReadonlySet<string> = new Set(["file_skipped", "internal_error"]);

/**
 * How severe a report is in a file; null where the rule is off there, but not for a file that nobody looked at: it is no clean one for a gate, whatever is said
 * to people.
 * @param said what the configuration says of the file
 */
export function severityIn(
  { rule, severity, atMost }: Report & { rule: string },
  said: Readonly<Record<string, "off" | Severity>>,
  rules: ReadonlyMap<string, Rule>,
): Severity | null {
  const configured = said[rule];
  if (configured === "off" && !ALWAYS.has(rule)) return null;
  const weight =
    configured === undefined || configured === "off" ? (severity ?? rules.get(rule)?.severity ?? "error") : configured;
  return atMost !== undefined && RANK[weight] > RANK[atMost] ? atMost : weight;
}

/** Reports as findings, without those of rules that are off in the file. */
export function toFindings(
  path: string,
  reports: readonly (Report & { rule: string })[],
  about: { said: Readonly<Record<string, "off" | Severity>>; rules: ReadonlyMap<string, Rule>; module: string | null },
): Finding[] {
  return reports.flatMap((report) => {
    const severity = severityIn(report, about.said, about.rules);
    return severity === null ? [] : [toFinding(path, report, severity, about.module)];
  });
}

/** A report as a finding. A rule may give a syntax node as a place: what leaves the linter is plain data that no later edit moves. */
export function toFinding(path: string, report: Report & { rule: string }, severity: Severity, module: string | null): Finding {
  const plain = ({ start, end }: Span): Span => ({ start, end });
  const { rule, at, message, fix, related = [], data = {}, atMost } = report;
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
    ...(atMost === undefined ? {} : { pending: true }),
  };
}
