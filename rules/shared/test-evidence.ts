import type { TestFact } from "./assertions.ts";
import { deliveryRows } from "./delivery-evidence.ts";
import { dispatchRows } from "./dispatch-evidence.ts";
import type { EvidenceNames } from "./evidence-names.ts";
import { packetRows } from "./packet-evidence.ts";
import { runtimeRows } from "./runtime-evidence.ts";

export { evidenceNames, neededRows, type EvidenceNames } from "./evidence-names.ts";

/** A row of TEST_ASSERTION_CATEGORIES that a test proves, and the fields it does so by. */
export interface Proof {
  row: string;
  fields: string[];
}

/** Every row that a test proves, by "What proves a test category". */
export function provedRows(test: TestFact, names: EvidenceNames): Proof[] {
  const proofs = new Map<string, Set<string>>();
  const prove = (row: string, ...fields: string[]): void => {
    const known = proofs.get(row) ?? new Set();
    for (const field of fields) known.add(field);
    proofs.set(row, known);
  };
  runtimeRows(test, names, prove);
  dispatchRows(test, names, prove);
  packetRows(test, names, prove);
  deliveryRows(test, names, prove);
  return [...proofs].map(([row, fields]) => ({ row, fields: [...fields] }));
}
