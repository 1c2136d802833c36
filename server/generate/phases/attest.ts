import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
import { ATTESTATION_CHECKS, type AttestationCheck } from "../../../rules/define.ts";
import type { ContractExtractions } from "../contract-extractions.ts";
import type { Run } from "../run.ts";
import { moduleStatus } from "../status.ts";
import type { Evidence } from "./evidence.ts";

declare const L9_VERSION: string;

/** One row of the attestation: attested, failed with what failed, or switched off by configuration. */
export interface CheckResult {
  check: AttestationCheck;
  status: "passed" | "failed" | "off";
  /** What is printed in the table's second column. */
  shown: string;
}

/** What an attestation was computed from, so that it can be computed again. */
export interface Stamp {
  version: string;
  spec: string;
  configuration: string;
  /** SHA-256 by path relative to the workspace: files of the module, and where the contracts were read. */
  files: Record<string, string>;
  contracts: Record<string, string>;
}

/** Stands in a stamp for the hash of a file that could not be read. */
export const UNREAD = "unread";

export interface Attestation {
  passed: boolean;
  checks: CheckResult[];
  stamp: Stamp;
}

/** 8_ATTEST: the eight checks over the module as it would be, computed and stamped. Nobody's own claim is read. */
export function attest(run: Run, contracts: ContractExtractions, evidence: Evidence): Attestation {
  const status = moduleStatus(run.linter, run.module());
  const checks = ATTESTATION_CHECKS.map((check): CheckResult => {
    const { findings, off } = status.checks[check];
    const missing = check === "evidence_table_complete" ? evidence.missing : [];
    const count = findings.length + missing.length;
    if (count > 0) {
      const ids = [...new Set([...findings.map(({ rule }) => rule), ...missing.map(({ issue }) => issue)])].sort();
      return { check, status: "failed", shown: `✗ ${count} findings: ${ids.join(", ")}` };
    }
    if (off.length > 0) return { check, status: "off", shown: `off (configuration): ${off.join(", ")}` };
    return { check, status: "passed", shown: check === "identity_resolved" ? (status.identity ?? "✓") : "✓" };
  });
  return { passed: checks.every((check) => check.status === "passed"), checks, stamp: stampOf(run, contracts) };
}

function stampOf({ linter, root, module }: Run, extractions: ContractExtractions): Stamp {
  const { spec, files } = module();
  const shown = (path: string): string => relative(root, path).split(sep).join("/");
  const hashes = (paths: Iterable<string>): Record<string, string> =>
    Object.fromEntries([...new Set(paths)].sort().map((path) => [shown(path), hashOf(linter.files.read(path))]));
  return {
    version: L9_VERSION,
    spec: sha256(spec.text),
    // Who wrote the module, and by which command it was tried, does not change what it is.
    configuration: sha256(JSON.stringify({ ...linter.config, generate: null })),
    files: hashes(files),
    contracts: hashes(
      [...contractSources(extractions), ...linter.spaces.at(root).files.map(({ path }) => path)].filter(
        (path) => !files.includes(path),
      ),
    ),
  };
}

/** The files that the extractions were read from. */
function contractSources({ models, services, tool_identity, idempotency }: ContractExtractions): string[] {
  const evidence = [...models, ...services].map(({ class: found }) => found.evidence);
  return [...evidence, ...tool_identity.evidence, ...idempotency.evidence].map(({ path }) => path).filter((path) => path !== "");
}

function hashOf(read: { text: string } | { problem: string }): string {
  return "text" in read ? sha256(read.text) : UNREAD;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** ATTESTATION in the generator document's format, which has no word for a check that the configuration switches off. */
export function attestationTable(
  { passed, checks }: Attestation,
  format: { title: string; columns: readonly string[]; rows: Readonly<Record<string, string>>; passed: string; failed: string },
): string {
  const off = checks.filter(({ status }) => status === "off").map(({ check }) => format.rows[check] ?? check);
  const isFailed = checks.some(({ status }) => status === "failed");
  const incomplete = `**ATTESTATION:** Incomplete. Switched off by configuration: ${off.join(", ")}.`;
  return [
    format.title,
    `| ${format.columns.join(" | ")} |`,
    `|${format.columns.map((column) => "-".repeat(column.length + 2)).join("|")}|`,
    ...checks.map(({ check, shown }) => `| ${format.rows[check] ?? check} | ${shown} |`),
    "",
    isFailed ? format.failed : passed ? format.passed : incomplete,
    "",
  ].join("\n");
}
