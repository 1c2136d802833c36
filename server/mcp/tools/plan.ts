import { Blocked, type Blocker } from "../../generate/blocker.ts";
import type { GenerationTask } from "../../generate/backend.ts";
import { extractContracts } from "../../generate/contract-extractions.ts";
import { plan as planFiles, taskFor, type Planning } from "../../generate/phases/plan.ts";
import type { Linter } from "../../lint/linter.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { fittingText, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";
import { gatesOf, type ModuleGates } from "./gates.ts";

export interface Planned extends Cut {
  module: GenerationTask["module"];
  manifest: { path: string; purpose: string; role: string; status: string }[];
  conventions: GenerationTask["conventions"];
  evidence: { rows: { row: string; proved_by: string }[]; acceptance_tests: string[] };
  budget: GenerationTask["budget"];
  /** The generator document's tables that bind the code, as JSON, by name; the largest last, so that what is cut is told by its end. */
  tables: string;
  /** What must be mended in the spec or the contracts before code is written. */
  blocked_by: ModuleGates["failed"];
  blockers: Blocker[];
}

/** `l9_plan`: what a module must be, before it is written. */
export function plan({ spec }: { spec: string }, call: Call): Promise<Planned> {
  return call.workspace.use(call.signal, async (linter) => {
    const run = planningOf(linter, call.workspace.path(spec), spec);
    await linter.prepare([run.module().spec.path, ...run.module().allowed]);
    const { blockers, manifest } = manifestOf(run);
    const contracts = extractContracts(linter.contractsOf(run.module().spec), linter.config.profile, run.module().spec);
    const task = taskFor(run, contracts, manifest);
    const tables = Object.entries(task.tables)
      .map(([name, table]) => `${name}: ${JSON.stringify(table)}`)
      .sort((a, b) => a.length - b.length)
      .join("\n");
    const { text, cut } = fittingText(tables, "`l9_explain` tells each forbidden pattern by its name.", 0.6);
    return {
      module: task.module,
      manifest: manifest.map(({ path, purpose, role, status }) => ({ path, purpose, role, status })),
      conventions: task.conventions,
      evidence: {
        rows: task.evidence.rows.map((row) => ({ row, proved_by: task.evidence.proofs[row] ?? "" })),
        acceptance_tests: [...task.evidence.acceptance],
      },
      budget: task.budget,
      tables: text,
      blocked_by: gatesOf(linter, run.module(), call).failed.filter((gate) => gate.before_generation),
      blockers,
      ...cut,
    };
  });
}

/** A module to plan, over the linter at hand. */
function planningOf(linter: Linter, specPath: string, named: string): Planning {
  const module = (): ModuleFiles => {
    const [found] = linter.workspace.modulesOf(specPath);
    if (!found || found.spec.path !== specPath) throw new UsageError(`${named} is no module spec of this workspace`);
    return found;
  };
  return { linter, root: module().root.folder, module };
}

function manifestOf(run: Planning): { manifest: GenerationTask["manifest"]; blockers: Blocker[] } {
  try {
    return { manifest: planFiles(run), blockers: [] };
  } catch (error) {
    if (error instanceof Blocked) return { manifest: [], blockers: [...error.blockers] };
    throw error;
  }
}
