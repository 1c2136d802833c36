import type { Finding } from "../lint/finding.ts";
import { GATES, type ModuleStatus } from "./status.ts";

/** A gate before generation, or a check of the attestation, that a module does not pass as it is now. */
export interface FailedGate {
  gate: string;
  /** A gate before generation; else a check of the attestation. */
  before: boolean;
  findings: readonly Finding[];
  /** Rules that it counts and that the configuration has switched off: it can not be attested then. */
  off: readonly string[];
}

/** What a module does not pass, in the order of the workflow. */
export function failedGates(status: ModuleStatus): FailedGate[] {
  const all = [
    ...GATES.map((gate) => ({ gate, before: true, standing: status[gate] })),
    ...Object.entries(status.checks).map(([gate, standing]) => ({ gate, before: false, standing })),
  ];
  return all
    .filter(({ standing }) => !standing.open || standing.off.length > 0)
    .map(({ gate, before, standing }) => ({ gate, before, findings: standing.findings, off: standing.off }));
}
