import { ATTESTATION_CHECKS, type AttestationCheck } from "../../rules/define.ts";
import type { Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { evidence, type Evidence } from "./phases/evidence.ts";
import { rulesOf, rulesOfFamily } from "./checks.ts";
import { ownFiles } from "./unread.ts";

/** A gate or check as it stands: what blocks it, and the rules that the configuration has switched off so that it can not be attested. */
export interface Standing {
  readonly open: boolean;
  readonly findings: readonly Finding[];
  readonly off: readonly string[];
}

/** The three gates before generation and the eight checks of the attestation, for one module, as its files are now. */
export interface ModuleStatus {
  readonly module: string;
  readonly specPath: string;
  readonly files_read: Standing;
  readonly spec_valid: Standing;
  readonly contracts_clear: Standing;
  readonly checks: Readonly<Record<AttestationCheck, Standing>>;
  /** The field that identifies a tool, as the attestation prints it. */
  readonly identity: string | null;
  readonly evidence: Evidence;
}

/** The three gates before generation. */
export const GATES = ["files_read", "spec_valid", "contracts_clear"] as const;

/** Findings on the spec that close `contracts_clear`: the contracts lack something or contradict themselves. */
const CONTRACT_BLOCKERS = new Set([
  "model_not_found",
  "model_ambiguous",
  "identity_ambiguous",
  "idempotency_unclear",
  "executor_contract_unclear",
]);

/**
 * Computes gates and checks of a module: what the editor shows, what a draft must pass, what is attested and what `l9 verify` computes again.
 * Suppressions, baselines and lowered severities do not count, and what nobody looked at is no clean file.
 */
export function moduleStatus(linter: Linter, module: ModuleFiles): ModuleStatus {
  const { spec } = module;
  const { looked, unread: unlooked } = ownFiles(linter, module);
  const onSpec = linter.checkForGates(spec.path);
  const onFiles = looked.flatMap((path) => linter.checkForGates(path));
  const unread = linter.spaces
    .at(module.root.folder)
    .files.flatMap(({ path }) => linter.checkForGates(path))
    .filter(({ rule }) => rule === "space_file_unread" || rule === "internal_error");
  const table = evidence(linter, module);
  const configs = [spec.path, ...looked].map((path) => linter.fileConfigs.of(path));
  const all = [...onSpec, ...onFiles, ...unread, ...unlooked];
  const off = (ids: readonly string[]): string[] => ids.filter((id) => configs.some((one) => one.rules[id] === "off"));
  const standing = (findings: readonly Finding[], ids: readonly string[]): Standing => ({
    open: findings.length === 0,
    findings,
    off: off(ids),
  });
  // What a backend would ask closes its own phase: a spec is valid without it.
  const specRules = [...rulesOfFamily(linter.rules.known, "spec").filter((id) => id !== "generation_blocked"), "budget_files"];
  const checks = {} as Record<AttestationCheck, Standing>;
  for (const check of ATTESTATION_CHECKS) {
    const counted = rulesOf(linter.rules.known, check);
    checks[check] = standing(
      check === "evidence_table_complete" ? table.missing : all.filter(({ rule }) => counted.includes(rule)),
      counted,
    );
  }
  return {
    module: spec.id ?? "",
    specPath: spec.path,
    files_read: standing(unread, ["space_file_unread"]),
    spec_valid: standing(
      // What blocks by itself says so, also where the configuration lowers its severity.
      onSpec.filter(
        ({ rule, severity, data }) => specRules.includes(rule) && (severity === "error" || data.blocker !== undefined),
      ),
      specRules,
    ),
    contracts_clear: standing(
      onSpec.filter(({ rule }) => CONTRACT_BLOCKERS.has(rule)),
      [...CONTRACT_BLOCKERS],
    ),
    checks,
    identity: linter.contractsOf(spec).identity.value,
    evidence: table,
  };
}
