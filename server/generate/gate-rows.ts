import type { Finding } from "../lint/finding.ts";
import { GATES, type ModuleStatus, type Standing } from "./status.ts";

/** A gate before generation, or a check of the attestation, that a module does not pass as it is now. */
export interface FailedGate {
  gate: string;
  /** A gate before generation; else a check of the attestation. */
  before: boolean;
  findings: readonly Finding[];
  /** Rules that it counts and that the configuration has switched off: it can not be attested then. */
  off: readonly string[];
}

/** Every gate and check of a module, in the order of the workflow. `passes` is false for what is switched off too: it can not be attested. */
export function gateRows(status: ModuleStatus): { gate: string; before: boolean; standing: Standing; passes: boolean }[] {
  const all = [
    ...GATES.map((gate) => ({ gate, before: true, standing: status[gate] })),
    ...Object.entries(status.checks).map(([gate, standing]) => ({ gate, before: false, standing })),
  ];
  return all.map((row) => ({ ...row, passes: row.standing.open && row.standing.off.length === 0 }));
}

/** What a module does not pass, in the same order. */
export function failedGates(status: ModuleStatus): FailedGate[] {
  return gateRows(status)
    .filter(({ passes }) => !passes)
    .map(({ gate, before, standing }) => ({ gate, before, findings: standing.findings, off: standing.off }));
}
