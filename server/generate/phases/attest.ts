import { ATTESTATION_CHECKS, type AttestationCheck } from "../../../rules/define.ts";
import { isInside } from "../../project/folders-above.ts";
import type { ContractExtractions } from "../contract-extractions.ts";
import type { Run, VerifyResult } from "../run.ts";
import { GATES, type ModuleStatus } from "../status.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { settingsOf } from "../settings-stamp.ts";
import { hashOfText } from "../hash-of-text.ts";

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
  /** Hashes of what the configuration says otherwise than the defaults, by key; what an earlier version recorded lacks them. */
  settings?: Record<string, string> | undefined;
  /** SHA-256 by path relative to the workspace: files of the module, and where the contracts were read. */
  files: Record<string, string>;
  contracts: Record<string, string>;
}

/** Stands in a stamp for the hash of a file that could not be read. */
export const UNREAD = "unread";

export interface Attestation {
  passed: boolean;
  /** What stands before all checks and does not hold: a closed gate, a source that can not be read any more. */
  closed: readonly string[];
  checks: CheckResult[];
  stamp: Stamp;
}

/** What an attestation looks at. */
type Attested = Pick<Run, "linter" | "root" | "module">;

/** 8_ATTEST: the eight checks over the module as it would be, computed and stamped. Nobody's own claim is read. */
export function attest(run: Attested, status: ModuleStatus, contracts: ContractExtractions): Attestation {
  const checks = ATTESTATION_CHECKS.map((check): CheckResult => {
    const { findings, off } = status.checks[check];
    if (findings.length > 0) {
      // The evidence table is no rule: what it lacks says so itself.
      const what = findings.map(({ rule, message }) => (rule === check ? message.replace(/\.$/, "") : rule));
      const ids = [...new Set(what)].sort();
      return { check, status: "failed", shown: `✗ ${findings.length} findings: ${ids.join(", ")}` };
    }
    if (off.length > 0) return { check, status: "off", shown: `off (configuration): ${off.join(", ")}` };
    return { check, status: "passed", shown: check === "identity_resolved" ? (status.identity ?? "✓") : "✓" };
  });
  const stamp = stampOf(run, contracts);
  const closed = [
    ...GATES.filter((gate) => !status[gate].open).map(
      (gate) => `the gate ${gate} is closed: ${status[gate].findings[0]?.message ?? ""}`,
    ),
    ...unreadSources(stamp).map((path) => `${path} can not be read`),
  ];
  const passed = closed.length === 0 && checks.every((check) => check.status === "passed");
  return { passed, closed, checks, stamp };
}

function stampOf({ linter, root, module }: Attested, extractions: ContractExtractions): Stamp {
  const { spec, files, allowed } = module();
  const overrides = linter.config.overrides.length > 0 ? linter.config.overrides : undefined;
  // Where packages and rules lie is another place on another machine; what they say stands among the settings.
  const settings = settingsOf(linter.config);
  const isPlaced = linter.config.contract_sources.length + linter.config.own_rules.files.length > 0;
  const placeless = isPlaced ? { contract_sources: settings, own_rules: undefined } : {};
  // Data that is listed is stamped where it is text.
  const isText = (path: string): boolean => isInside(linter.root, path) && "text" in linter.files.read(path);
  const own = [...files, ...[...allowed].filter(isText)];
  const shown = (path: string): string => pathFrom(root, path);
  const hashes = (paths: Iterable<string>): Record<string, string> =>
    Object.fromEntries([...new Set(paths)].sort().map((path) => [shown(path), hashOf(linter.files.read(path))]));
  return {
    version: L9_VERSION,
    spec: hashOfText(spec.text),
    // Who wrote the module, and by which command it was tried, does not change what it is.
    // Who writes, what people are not shown and where a rule's page lies change nothing of what is attested.
    configuration: hashOfText(
      JSON.stringify({ ...linter.config, generate: null, baseline: undefined, rule_pages: undefined, overrides, ...placeless }),
    ),
    settings,
    files: hashes(own),
    contracts: hashes(
      [...contractSources(extractions), ...linter.spaces.at(root).files.map(({ path }) => path)].filter(
        (path) => !own.includes(path),
      ),
    ),
  };
}

/** The files that the extractions were read from. */
function contractSources({ models, services, tool_identity, idempotency }: ContractExtractions): string[] {
  const evidence = [...models, ...services].map(({ class: found }) => found.evidence);
  return [...evidence, ...tool_identity.evidence, ...idempotency.evidence].map(({ path }) => path).filter((path) => path !== "");
}

/** Files that the stamp names and nobody could read. */
function unreadSources({ files, contracts }: Stamp): string[] {
  return Object.entries({ ...files, ...contracts }).flatMap(([path, hash]) => (hash === UNREAD ? [path] : []));
}

function hashOf(read: { text: string } | { problem: string }): string {
  return "text" in read ? hashOfText(read.text) : UNREAD;
}

/**
 * ATTESTATION in the generator document's format, which has no word for a check that the configuration switches off.
 * @param since what is otherwise than it was attested; where something is, the last line says so and attests nothing
 * @param verify how the user's command ended: where it failed, nothing is attested either
 */
export function attestationTable(
  { passed, closed, checks }: Attestation,
  format: { title: string; columns: readonly string[]; rows: Readonly<Record<string, string>>; passed: string; failed: string },
  { since = [], verify = null }: { since?: readonly string[]; verify?: VerifyResult | null } = {},
): string {
  const off = checks.filter(({ status }) => status === "off").map(({ check }) => format.rows[check] ?? check);
  const isFailed = closed.length > 0 || checks.some(({ status }) => status === "failed");
  const incomplete = `**ATTESTATION:** Incomplete. Switched off by configuration: ${off.join(", ")}.`;
  const last = (): string => {
    const reasons = [
      ...(since.length > 0 ? [changes(since)] : []),
      ...(verify && verify.exitCode !== 0 ? [`\`${verify.command}\` ended with exit code ${verify.exitCode}`] : []),
    ];
    if (reasons.length > 0) return `${format.failed.replace(/\.$/, "")}: ${reasons.join("; ")}.`;
    return isFailed ? format.failed : passed ? format.passed : incomplete;
  };
  return [
    format.title,
    `| ${format.columns.join(" | ")} |`,
    `|${format.columns.map((column) => "-".repeat(column.length + 2)).join("|")}|`,
    ...checks.map(({ check, shown }) => `| ${format.rows[check] ?? check} | ${shown} |`),
    "",
    last(),
    "",
  ].join("\n");
}

/** Differences that a closing line names; of more it says how many. */
const NAMED_DIFFERENCES = 3;

function changes(differences: readonly string[]): string {
  const named = differences.slice(0, NAMED_DIFFERENCES).map((difference) => difference.replace(/\.$/, ""));
  const more = differences.length - named.length;
  return `since it was attested, ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
