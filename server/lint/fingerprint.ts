import { createHash } from "node:crypto";
import type { Text } from "../syntax/text.ts";
import type { Finding } from "./finding.ts";

/** Numbers of a message that say where, or how many: `line 12`, `512 lines`, `12 more`. Statuses and values are none. */
const COUNTS = /\blines? \d+|\b\d[\d,]*(?= (?:more|[a-z]+s)\b)/g;

/**
 * What stays the same when lines are added elsewhere, and when a file that is too long gets shorter: the rule, the message without its counts, and
 * the text of the line, not its number.
 * @param text the file's text, as it was checked
 */
export function fingerprint(finding: Finding, text: Text): string {
  const { start, end } = finding.span;
  // What is said of a file as a whole stands at its beginning, whatever is written there.
  const line = start === 0 && end === 0 ? "" : text.line(text.position(start).line).trim();
  const message = finding.message.replace(COUNTS, "#");
  return createHash("sha256").update(`${finding.rule}\n${message}\n${line}`).digest("hex").slice(0, 16);
}

/** How many findings of each fingerprint there are, by some name of their file. */
export type FingerprintCounts = Map<string, Map<string, number>>;

export function countFingerprints(counts: FingerprintCounts, file: string, marks: Iterable<string>): void {
  let known = counts.get(file);
  if (!known) counts.set(file, (known = new Map<string, number>()));
  for (const mark of marks) known.set(mark, (known.get(mark) ?? 0) + 1);
}

/** Of findings in their order, those that are more than were counted. Each counted one is used up by one finding. */
export function beyondCounts<T>(
  findings: readonly T[],
  of: (finding: T) => { file: string; mark: string },
  counts: FingerprintCounts,
): T[] {
  const left = new Map([...counts].map(([file, marks]) => [file, new Map(marks)]));
  return findings.filter((finding) => {
    const { file, mark } = of(finding);
    const marks = left.get(file);
    const count = marks?.get(mark) ?? 0;
    if (count > 0) marks?.set(mark, count - 1);
    return count === 0;
  });
}
