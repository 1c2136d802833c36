import { attestDisk, checkDifferences, stampDifferences } from "./attest-disk.ts";
import { isRecorded } from "./report.ts";
import type { Run } from "./run.ts";
import type { Generated } from "./workflow.ts";
import { saveReport, writeAll } from "./write.ts";

/** A file of the draft that differs from what the workspace has. */
export interface Change {
  path: string;
  content: string;
  /** Null for a new file. */
  before: string | null;
}

/** What the draft would change in the workspace. */
export function changesOf({ manifest, draft }: Generated): Change[] {
  const current = new Map(manifest.map((entry) => [entry.path, entry.current]));
  return draft.files
    .map(({ path, content }) => ({ path, content, before: current.get(path) ?? null }))
    .filter(({ content, before }) => content !== before);
}

/**
 * Writes the draft, looks at what is there then, and records the report where that is what was attested.
 * @param report its text
 * @returns what is otherwise on disk than the run has it; nothing was attested then
 */
export async function writeAttested(run: Run, result: Generated, report: string): Promise<string[]> {
  const { root } = run;
  const changes = changesOf(result);
  if (changes.length > 0) writeAll(root, changes, null);
  const differences = await differencesOnDisk(run, result);
  if (differences.length > 0) return differences;
  const kept = { name: run.module().spec.id ?? "", text: report };
  if (!isRecorded(root, kept)) saveReport(root, kept);
  return [];
}

/** A draft, a kept file, the spec or a contract that somebody changed meanwhile. */
async function differencesOnDisk({ linter: { root, config }, specPath }: Run, { attestation }: Generated): Promise<string[]> {
  const now = await attestDisk(root, config, specPath);
  return [
    ...stampDifferences(attestation.stamp, now.attestation.stamp),
    ...checkDifferences(attestation.checks, now.attestation),
  ];
}
