import type { Fix, Severity } from "../../rules/define.ts";
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
