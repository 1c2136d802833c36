import { rules } from "../../rules/index.ts";

/** ATTESTATION_CHECKS, in the order in which they are printed. */
export const ATTESTATION_CHECKS = [
  "space_files_read",
  "contracts_extracted",
  "identity_resolved",
  "tests_prove_contracts",
  "no_forbidden_patterns",
  "no_type_ignore",
  "no_unused_imports",
  "evidence_table_complete",
] as const;

export type AttestationCheck = (typeof ATTESTATION_CHECKS)[number];

const FAMILIES = new Map(rules.map((rule) => [rule.id, rule.family]));

const TESTS = new Set([
  "status_only_tests",
  "mock_without_schema",
  "test_without_models",
  "idempotency_test_mismatch",
  "acceptance_test_missing",
  "missing_test_category",
  "dict_assertion",
]);
const IDENTITY = new Set(["function_name_identity", "tool_name_identity", "fallback_aliasing"]);
const CONTRACTS = new Set([
  "idempotency_unclear",
  "executor_contract_unclear",
  "missing_model_field",
  "assumed_result_field",
  "import_source",
  "unlisted_import",
  "unplanned_file",
]);
const FORBIDDEN = new Set(["patterns", "imports", "executor", "governance", "tests", "documents"]);

/**
 * The attestation check that a rule's finding makes fail, whatever its severity; null for rules that no check counts (the spec's own, which
 * close the gate spec_valid before anything is attested).
 */
export function checkOf(rule: string): AttestationCheck | null {
  if (rule === "space_file_unread") return "space_files_read";
  if (rule === "type_ignore") return "no_type_ignore";
  if (rule === "unused_imports") return "no_unused_imports";
  if (TESTS.has(rule)) return "tests_prove_contracts";
  if (IDENTITY.has(rule) || rule.startsWith("identity_")) return "identity_resolved";
  const family = FAMILIES.get(rule) ?? "";
  if (CONTRACTS.has(rule) || /^(?:model_|unknown_(?:service|model)|budget_)/.test(rule) || family === "drift")
    return "contracts_extracted";
  if (rule === "code_syntax" || rule === "internal_error" || FORBIDDEN.has(family)) return "no_forbidden_patterns";
  return null;
}

/** The rules of a family. */
export function rulesOfFamily(family: string): string[] {
  return rules.filter((rule) => rule.family === family).map(({ id }) => id);
}

/** The rules whose findings make a check fail. */
export function rulesOf(check: AttestationCheck): string[] {
  return rules.map(({ id }) => id).filter((id) => checkOf(id) === check);
}
