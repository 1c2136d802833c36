import { stringify } from "yaml";
import type { CheckResult } from "../result.ts";
import { visibleLines } from "../../syntax/visible.ts";

/** A blocker as the generator document writes it: `question` stands in place of a fix where only a person can answer. */
interface Blocker {
  blocker: unknown;
  file: unknown;
  line: unknown;
  issue: unknown;
  proposed_fix?: unknown;
  question?: unknown;
}

/** The findings that block generation, as the document's YAML; an empty list when nothing does. */
export function formatBlockers(result: CheckResult): string {
  const blockers = result.findings.flatMap(({ path, data }): Blocker[] => {
    if (typeof data.blocker !== "string") return [];
    const { blocker, line, issue, proposed_fix, question } = data;
    const file = result.shown(path);
    return [{ blocker, file, line, issue, ...(question === undefined ? { proposed_fix } : { question }) }];
  });
  return blockersYaml({ BLOCKERS: blockers });
}

/** Blockers as YAML for people: each text on a line of its own, so that none begins a line. */
export function blockersYaml(value: unknown): string {
  return visibleLines(
    stringify(value, { lineWidth: 0, blockQuote: false, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }),
  );
}
