import type { Config } from "../project/config.ts";
import type { Backend } from "./backend.ts";
import { extractContracts } from "./contract-extractions.ts";
import { openRun } from "./open-run.ts";
import { attest, type Attestation, type Stamp } from "./phases/attest.ts";
import type { Evidence } from "./phases/evidence.ts";
import { moduleStatus } from "./status.ts";

/** Looking at what is there generates nothing, so nothing is asked to. */
const NO_BACKEND: Backend = {
  name: "none",
  generate: () => Promise.reject(new Error("nothing is generated here")),
  repair: () => Promise.reject(new Error("nothing is repaired here")),
};

/** A module as its files are on the disk. */
export interface OnDisk {
  /** The module's id, null where the spec has none. */
  id: string | null;
  /** The module's root: where its report lies. */
  root: string;
  evidence: Evidence;
  attestation: Attestation;
}

/** Computes the attestation of a module from the disk alone: neither an editor's unsaved texts nor what a run believed to have written count. */
export async function attestDisk(top: string, config: Config, specPath: string): Promise<OnDisk> {
  const run = openRun(top, config, specPath, {
    backend: NO_BACKEND,
    maxRepairs: 0,
    signal: new AbortController().signal,
    report: () => undefined,
    verify: null,
  });
  try {
    await run.linter.prepare([specPath, ...run.module().allowed]);
    const { spec } = run.module();
    const status = moduleStatus(run.linter, run.module());
    const contracts = extractContracts(run.linter.contractsOf(spec), config.profile, spec);
    return { id: spec.id, root: run.root, evidence: status.evidence, attestation: attest(run, status, contracts) };
  } finally {
    run.linter.dispose();
  }
}

/** What an attestation was computed from and is another now, one line each. */
export function stampDifferences(before: Stamp, now: Stamp): string[] {
  const differences: string[] = [];
  if (before.version !== now.version) differences.push(`the tool was version ${before.version} and is ${now.version}`);
  if (before.spec !== now.spec) differences.push("the spec has changed");
  if (before.configuration !== now.configuration) differences.push("the configuration has changed");
  for (const [what, old, current] of [
    ["", before.files, now.files],
    ["the contract source ", before.contracts, now.contracts],
  ] as const) {
    for (const path of new Set([...Object.keys(old), ...Object.keys(current)])) {
      if (old[path] === undefined) differences.push(`${what}${path} is new`);
      else if (current[path] === undefined) differences.push(`${what}${path} is gone`);
      else if (old[path] !== current[path]) differences.push(`${what}${path} has changed`);
    }
  }
  return differences;
}

/** Checks that stand otherwise than when they were recorded, one line each. */
export function checkDifferences(before: readonly { check: string; status: string }[], now: Attestation): string[] {
  const differing = now.checks.flatMap(({ check, status, shown }) => {
    const recorded = before.find((other) => other.check === check)?.status;
    return recorded === status ? [] : [`${check} was ${recorded ?? "absent"} and is ${status}: ${shown}`];
  });
  // Nothing is attested behind a closed gate, so it was open then.
  return [...differing, ...now.closed];
}
