import { relative } from "node:path";
import type { Report, SpecContext } from "../define.ts";
import type { SpecDocument } from "../../server/facts/spec.ts";
import { lineNumber } from "./yaml-layout.ts";

/** What a finding that blocks generation carries for machines: the generator document's SPEC_BLOCKER. */
export interface BlockerData extends Record<string, unknown> {
  blocker: "SPEC_BLOCKER";
  /** Relative to the workspace, with `/`. */
  file: string;
  /** 1-based. */
  line: number;
  issue: string;
  proposed_fix: string;
}

/** Completes a report about a spec with the four fields of a SPEC_BLOCKER; the message is the issue and what to do. */
export function specBlocker(
  document: SpecDocument,
  context: Pick<SpecContext, "project">,
  report: Omit<Report, "message" | "data"> & { issue: string; instead: string; data?: Record<string, unknown> },
): Report {
  const { issue, instead, data, ...rest } = report;
  const blocker: BlockerData = {
    blocker: "SPEC_BLOCKER",
    file: relative(context.project.root, document.path).split("\\").join("/"),
    line: lineNumber(document.text, report.at.start),
    issue,
    proposed_fix: instead,
  };
  return { ...rest, message: `${issue} ${instead}`, data: { ...data, ...blocker } };
}
