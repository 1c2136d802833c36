import type { Linter } from "../lint/linter.ts";
import type { Config } from "../project/config.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { extractContracts } from "./contract-extractions.ts";
import { openModule } from "./open-run.ts";
import { attest, type Attestation, type Stamp } from "./phases/attest.ts";
import type { Evidence } from "./phases/evidence.ts";
import { settingDifferences } from "./settings-stamp.ts";
import { moduleStatus } from "./status.ts";

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
  const { linter, module } = openModule(top, config, specPath);
  try {
    return await attestModule(linter, module());
  } finally {
    linter.dispose();
  }
}

/** The same of a module that a linter has open. */
export async function attestModule(linter: Linter, owner: ModuleFiles): Promise<OnDisk> {
  const { spec, root, allowed } = owner;
  await linter.prepare([spec.path, ...allowed]);
  const status = moduleStatus(linter, owner);
  const contracts = extractContracts(linter.contractsOf(spec), linter.config.profile, spec);
  const attestation = attest({ linter, root: root.folder, module: () => owner }, status, contracts);
  return { id: spec.id, root: root.folder, evidence: status.evidence, attestation };
}

/** What an attestation was computed from and is another now, one line each. */
export function stampDifferences(before: Stamp, now: Stamp): string[] {
  return [...differing(before, now).values()];
}

/** The same, each line by what it is about. */
export function differing(before: Stamp, now: Stamp): Map<string, string> {
  const lines = new Map<string, string>();
  if (before.version !== now.version) lines.set("version", `the tool was version ${before.version} and is ${now.version}`);
  if (before.spec !== now.spec) lines.set("spec", "the spec has changed");
  if (before.configuration !== now.configuration) {
    const which = before.settings && now.settings ? settingDifferences(before.settings, now.settings) : [];
    lines.set("configuration", `the configuration has changed${which.length > 0 ? `: ${which.join(", ")}` : ""}`);
  }
  for (const [kind, what, old, current] of [
    ["file", "", before.files, now.files],
    ["contract", "the contract source ", before.contracts, now.contracts],
  ] as const) {
    for (const path of new Set([...Object.keys(old), ...Object.keys(current)])) {
      const put = (how: string): void => void lines.set(`${kind} ${path}`, `${what}${path} ${how}`);
      if (old[path] === undefined) put("is new");
      else if (current[path] === undefined) put("is gone");
      else if (old[path] !== current[path]) put("has changed");
    }
  }
  return lines;
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
