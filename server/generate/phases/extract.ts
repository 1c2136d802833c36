import { extractContracts, type ContractExtractions } from "../contract-extractions.ts";
import { Blocked } from "../blocker.ts";
import type { Run } from "../run.ts";
import { moduleStatus } from "../status.ts";
import { asBlocker } from "./parse.ts";

/** A row of CONTRACT_CHANGES. */
export interface ContractChange {
  assumed: string;
  found: string;
  adaptation: string;
}

/** 2_EXTRACT: CONTRACT_EXTRACTIONS, and what the spec assumed otherwise; blocked where a contract is missing, ambiguous or unclear. */
export function extract(run: Run): { contracts: ContractExtractions; changes: ContractChange[] } {
  const { linter } = run;
  const module = run.module();
  const { findings } = moduleStatus(linter, module).contracts_clear;
  if (findings.length > 0)
    throw new Blocked(
      "2_EXTRACT",
      findings.map((finding) => asBlocker(finding, run)),
    );
  const changes = linter.checkForGates(module.spec.path).flatMap(({ rule, data }): ContractChange[] => {
    if (rule !== "spec_contract_change") return [];
    const { assumed, found, adaptation } = data as Partial<ContractChange>;
    return assumed && found && adaptation ? [{ assumed, found, adaptation }] : [];
  });
  return { contracts: extractContracts(linter.contractsOf(module.spec), linter.config.profile, module.spec), changes };
}
