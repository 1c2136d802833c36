import { existsSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../project/regular-file.ts";
import { readAcceptance, type Acceptance } from "./acceptance.ts";
import { checkDifferences, differing, type OnDisk } from "./attest-disk.ts";
import { reportPath } from "./report-path.ts";
import { readStamp, type Recorded } from "./report.ts";

/** A module beside the attestation that was written of it. */
export interface Verification {
  readonly now: OnDisk;
  readonly recorded: Recorded;
  /** What differs since it was attested, accepted or not: one line each. */
  readonly differences: readonly string[];
  /** Those of them that a person has accepted. */
  readonly accepted: readonly string[];
  /** The acceptance, where there is one of this attestation. */
  readonly acceptance: Acceptance | null;
  /** What lies where an acceptance is kept and counts for nothing, though nobody has tampered with it. */
  readonly outdated: string | null;
  /** Every check stands as it was attested, and none fails: what a person may accept then is the rest. */
  readonly checksStand: boolean;
  /** The report is as it was written. */
  readonly isIntact: boolean;
}

/** Nothing is written that a module could be compared with; the reason follows the module's name or stands alone. */
export interface NotAttested {
  readonly now: OnDisk;
  readonly missing: string;
  /** There is no report at all: it was never attested here. */
  readonly isNew: boolean;
}

/**
 * How a module stands: as it was attested, or otherwise; and where it stands otherwise, whether all of that is what a person has looked at.
 * The verdict is computed from the files alone. @param shown a path of the module's root, as the user sees it
 */
export function verification(now: OnDisk, shown: (path: string) => string): Verification | NotAttested {
  const path = reportPath(now.id ?? "");
  const absolute = join(now.root, path);
  const missing = (why: string, isNew = false): NotAttested => ({ now, missing: why, isNew });
  if (!existsSync(absolute)) return missing(`there is no attestation of ${now.id ?? ""}: ${shown(path)} does not exist`, true);
  const report = textOf(absolute);
  if (report === null) return missing(`${shown(path)} can not be read`);
  const read = readStamp(report);
  if (!read) return missing(`${shown(path)} carries no attestation`);
  const { isIntact, ...recorded } = read;
  const { stamp } = now.attestation;
  const since = differing(recorded.stamp, stamp);
  const ofChecks = [...checkDifferences(recorded.checks, now.attestation), ...failedBefore(recorded, now)];
  const kept = readAcceptance(now.root, now.id ?? "", recorded, shown);
  const acceptance = kept.state === "holds" ? kept.acceptance : null;
  const beyond = acceptance && differing(acceptance.accepted, stamp);
  return {
    now,
    recorded,
    differences: [
      ...(isIntact ? [] : [`the report ${shown(path)} was edited since it was written`]),
      ...(kept.state === "forged" ? [kept.why] : []),
      ...since.values(),
      ...ofChecks,
    ],
    accepted: beyond && isIntact ? [...since].flatMap(([of, line]) => (beyond.has(of) ? [] : [line])) : [],
    acceptance,
    outdated: kept.state === "outdated" ? kept.why : null,
    checksStand: ofChecks.length === 0,
    isIntact,
  };
}

/** Nothing is attested that fails: a report that says otherwise of itself proves nothing. */
function failedBefore({ checks }: Recorded, { attestation }: OnDisk): string[] {
  return attestation.checks
    .filter(({ check, status }) => status === "failed" && checks.some((one) => one.check === check && one.status === status))
    .map(({ check, shown }) => `${check} is failed: ${shown}`);
}

/** `accepted`: it is not as it was attested, and a person has looked at all that differs. */
export type Outcome = "agrees" | "accepted" | "differs";

export function outcomeOf({ differences, accepted, checksStand }: Verification): Outcome {
  if (!checksStand) return "differs";
  if (differences.length === 0) return "agrees";
  return accepted.length === differences.length ? "accepted" : "differs";
}
