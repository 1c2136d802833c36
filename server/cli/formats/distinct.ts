import { createHash } from "node:crypto";
import { fingerprint } from "../../lint/fingerprint.ts";
import type { CheckResult } from "../result.ts";
import { repositoryPaths } from "./repository-path.ts";

/** A fingerprint for each finding, in their order: the same when lines are added elsewhere, and no two equal. */
export function distinctFingerprints(result: CheckResult): string[] {
  const shown = repositoryPaths(result);
  const seen = new Map<string, number>();
  return result.findings.map((finding) => {
    const mark = `${shown(finding.path)} ${fingerprint(finding, result.textOf(finding.path))}`;
    const nth = seen.get(mark) ?? 0;
    seen.set(mark, nth + 1);
    return createHash("sha256").update(`${mark} ${nth}`).digest("hex");
  });
}
