import type { Established } from "../../server/facts/contracts.ts";
import type { Related } from "../define.ts";

/** Evidence as related places of a finding. */
export function relatedEvidence({ evidence }: Established<unknown>): Related[] {
  return evidence.flatMap(({ path, span, says }) => (span ? [{ path, at: span, message: says }] : []));
}
