import { ATTESTATION_CHECKS } from "../../../rules/define.ts";
import { failedGates } from "../../generate/gate-rows.ts";
import { GATES, moduleStatus } from "../../generate/status.ts";
import type { Linter } from "../../lint/linter.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import { Text } from "../../syntax/text.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { fitting, type Cut } from "../answer.ts";
import { breathe, type Call } from "./call.ts";
import { findingRow, type FindingRow } from "./check.ts";

/** Findings that are shown of each gate. */
const SHOWN = 5;

export interface ModuleGates {
  module: string;
  spec: string;
  passed: string[];
  failed: { gate: string; before_generation: boolean; findings: number; first: FindingRow[]; rules_off: string[] }[];
}

export interface GatesFound extends Cut {
  modules: ModuleGates[];
}

/** `l9_gates`: the gates before generation and the checks of the attestation, as the files are now. */
export function gates({ spec }: { spec?: string | undefined }, call: Call): Promise<GatesFound> {
  return call.workspace.use(call.signal, async (linter) => {
    const path = spec === undefined ? null : call.workspace.path(spec);
    const modules = path === null ? linter.workspace.modules : linter.workspace.modulesOf(path);
    if (path !== null && modules.length === 0) throw new UsageError(`${spec ?? ""} is no module spec and no file of a module`);
    await linter.prepare(modules.flatMap((module) => [module.spec.path, ...module.files]));
    const rows: ModuleGates[] = [];
    for (const [at, module] of modules.entries()) {
      await breathe(call);
      rows.push(gatesOf(linter, module, call));
      call.progress(at + 1, modules.length, module.spec.id ?? "");
    }
    const { kept, cut } = fitting(rows, "Name one module by its `spec`.");
    return { modules: kept, ...cut };
  });
}

export function gatesOf(linter: Linter, module: ModuleFiles, { workspace }: Pick<Call, "workspace">): ModuleGates {
  const failed = failedGates(moduleStatus(linter, module));
  const names = new Set(failed.map(({ gate }) => gate));
  return {
    module: module.spec.id ?? "",
    spec: workspace.shown(module.spec.path),
    passed: [...GATES, ...ATTESTATION_CHECKS].filter((gate) => !names.has(gate)),
    failed: failed.map(({ gate, before, findings, off }) => ({
      gate,
      before_generation: before,
      findings: findings.length,
      first: findings.slice(0, SHOWN).map((finding) => {
        return findingRow(finding, new Text(linter.files.text(finding.path)), workspace.shown(finding.path), linter.rules.byId);
      }),
      rules_off: [...off],
    })),
  };
}
