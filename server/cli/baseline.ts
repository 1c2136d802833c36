import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Finding } from "../lint/finding.ts";
import { fingerprint } from "../lint/fingerprint.ts";
import { writeWhole } from "../project/write-file.ts";

import { shownPath, type CheckResult } from "./result.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** Where `--write-baseline` writes to when no file is named. */
const DEFAULT_NAME = "l9-baseline.json";

interface Baseline {
  version: 1;
  /** By path relative to the workspace folder, then by the finding's mark: how many there are. */
  findings: Record<string, Record<string, number>>;
}

export function baselinePath(named: string | null, root: string, cwd: string): string {
  return named === null ? join(root, DEFAULT_NAME) : resolve(cwd, named);
}

/** Records the findings in a file that is the same on every machine. */
export function writeBaseline(path: string, result: CheckResult, root: string): void {
  const findings: Baseline["findings"] = {};
  for (const [file, marks] of marksByFile(result, root)) {
    const counts: Record<string, number> = {};
    for (const { mark } of marks.toSorted((a, b) => (a.mark < b.mark ? -1 : 1))) counts[mark] = (counts[mark] ?? 0) + 1;
    findings[file] = counts;
  }
  const baseline: Baseline = {
    version: 1,
    findings: Object.fromEntries(Object.entries(findings).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  try {
    writeWhole(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(
      `--write-baseline: ${visible(path)} can not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Leaves out as many findings of each mark as the file records; what came after it was written stays. */
export function readBaseline(path: string, result: CheckResult, root: string): CheckResult {
  const { findings: recorded } = parse(path);
  const known = new Set<Finding>();
  for (const [file, marks] of marksByFile(result, root)) {
    const left = { ...recorded[file] };
    for (const { mark, finding } of marks) {
      if ((left[mark] ?? 0) === 0) continue;
      left[mark] = (left[mark] as number) - 1;
      known.add(finding);
    }
  }
  return { ...result, findings: result.findings.filter((finding) => !known.has(finding)), known: known.size };
}

function marksByFile(result: CheckResult, root: string): Map<string, { mark: string; finding: Finding }[]> {
  const files = new Map<string, { mark: string; finding: Finding }[]>();
  for (const finding of result.findings) {
    const file = shownPath(finding.path, root);
    const marks = files.get(file) ?? [];
    marks.push({ mark: `${finding.rule} ${fingerprint(finding, result.textOf(finding.path))}`, finding });
    files.set(file, marks);
  }
  return files;
}

function parse(path: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(
      `--baseline: ${visible(path)} can not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!isBaseline(value))
    throw new UsageError(`--baseline: ${visible(path)} is no baseline of this program; write one with --write-baseline`);
  return value;
}

function isBaseline(value: unknown): value is Baseline {
  if (typeof value !== "object" || value === null || !("version" in value) || value.version !== 1 || !("findings" in value))
    return false;
  const findings: unknown = value.findings;
  if (typeof findings !== "object" || findings === null) return false;
  return Object.values(findings).every(
    (marks: unknown) => typeof marks === "object" && marks !== null && Object.values(marks).every(isCount),
  );
}

function isCount(value: unknown): boolean {
  return typeof value === "number";
}
