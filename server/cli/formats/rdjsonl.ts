import type { Fix, Severity } from "../../../rules/define.ts";
import { publishedPage } from "../../project/rule-site.ts";
import type { Span, Text } from "../../syntax/text.ts";
import { visibleJson } from "../../syntax/visible.ts";
import type { CheckResult } from "../result.ts";

const SEVERITIES: Record<Severity, string> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/** A suggestion is one replacement; edits further apart than this many lines would put too much of the file into it. */
const MOST_LINES = 20;

/**
 * Diagnostics for reviewdog, one JSON object a line (reviewdog, proto/rdf: lines and columns from 1, columns in bytes of UTF-8, ends exclusive).
 * Safe fixes are suggestions.
 */
export function formatRdjsonl(result: CheckResult): string {
  return result.findings
    .map(({ path, rule, severity, message, span, fix }) => {
      const text = result.textOf(path);
      const url = publishedPage(result.rulePages, rule);
      const suggestion = fix?.safety === "safe" && fix.path === undefined ? oneReplacement(fix, text) : null;
      const diagnostic = {
        message,
        location: { path: result.shown(path), range: byteRange(text, span) },
        severity: SEVERITIES[severity],
        source: { name: "l9" },
        code: { value: rule, ...(url === null ? {} : { url }) },
        ...(suggestion ? { suggestions: [suggestion] } : {}),
      };
      return visibleJson(diagnostic, 0);
    })
    .join("");
}

/** All edits of a fix as one, with what stands between them; null where they lie far apart. */
function oneReplacement({ edits }: Fix, text: Text): { range: ByteRange; text: string } | null {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return null;
  const span = { start: first.span.start, end: last.span.end };
  if (text.position(span.end).line - text.position(span.start).line >= MOST_LINES) return null;
  let replacement = "";
  let at = span.start;
  for (const edit of sorted) {
    replacement += text.value.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return { range: byteRange(text, span), text: replacement };
}

interface ByteRange {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

function byteRange(text: Text, { start, end }: Span): ByteRange {
  const place = (offset: number): ByteRange["start"] => {
    const { line, character } = text.position(offset);
    return { line: line + 1, column: Buffer.byteLength(text.line(line).slice(0, character)) + 1 };
  };
  return { start: place(start), end: place(end) };
}
