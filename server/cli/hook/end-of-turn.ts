import { failedGates, type FailedGate } from "../../generate/gate-rows.ts";
import { moduleStatus } from "../../generate/status.ts";
import type { Linter } from "../../lint/linter.ts";
import { GitProblem, GitRepository } from "../../project/git.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import { visible, visiblePath } from "../../syntax/visible.ts";
import { openLinter } from "../open-linter.ts";
import { resultOf } from "../report.ts";
import { plural, shownPath, shownRange } from "../result.ts";
import { workspaceOf } from "../workspace.ts";

/** Modules that are told of at most. */
const MOST = 5;

/** The gates that the modules of the uncommitted change do not pass, for the agent that would end its turn. Null where they pass all. */
export async function endOfTurn(cwd: string): Promise<string | null> {
  const root = workspaceOf(null, cwd, []).folder;
  const changed = changedFiles(root);
  if (changed.size === 0) return null;
  const flags = { root, config: null, scope: null, select: null, ignore: [] };
  const { linter } = await openLinter(flags, cwd, []);
  try {
    linter.scan();
    const modules = linter.workspace.modules.filter(
      ({ spec, files }) => changed.has(spec.path) || files.some((path) => changed.has(path)),
    );
    await linter.prepare(modules.flatMap(({ spec, files }) => [spec.path, ...files]));
    const failing = modules
      .map((module) => ({ module, failed: failed(linter, module, changed) }))
      .filter((one) => one.failed.length > 0);
    if (failing.length === 0) return null;
    const told = failing.slice(0, MOST).map(({ module, failed: gates }) => describe(linter, module, gates, cwd));
    const more = failing.length - told.length;
    return [
      ...told,
      ...(more > 0 ? [`… and ${plural(more, "module")} more.`] : []),
      "Mend what belongs to your task, then end your turn. What does not belong to it, name to the user.",
      "",
    ].join("\n");
  } finally {
    linter.dispose();
  }
}

/** Of a module whose code was left alone only what its spec must pass: nobody asked for the code yet. */
function failed(linter: Linter, module: ModuleFiles, changed: ReadonlySet<string>): FailedGate[] {
  const hasCode = module.files.some((path) => changed.has(path));
  return failedGates(moduleStatus(linter, module)).filter(({ before, findings }) => findings.length > 0 && (hasCode || before));
}

function describe(linter: Linter, { spec }: ModuleFiles, gates: readonly FailedGate[], cwd: string): string {
  const { textOf } = resultOf(linter, [], cwd, () => []);
  const lines = gates.map(({ gate, findings }) => {
    const [first] = findings;
    if (!first) return `  ${gate}`;
    const { start } = shownRange(textOf(first.path), first.span);
    const place = `${visiblePath(shownPath(first.path, cwd))}:${start.line}:${start.column}`;
    const others = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
    return visible(`  ${gate}: ${place} ${first.rule}: ${first.message.replace(/\s+/g, " ")}${others}`);
  });
  const many = gates.length === 1 ? "a gate" : `${gates.length} gates`;
  return [
    visible(`l9: the module ${spec.id ?? ""} (${visiblePath(shownPath(spec.path, cwd))}) does not pass ${many} yet:`),
    ...lines,
  ].join("\n");
}

/** Absolute paths of what differs from the last commit; none without a repository. */
function changedFiles(root: string): Set<string> {
  try {
    const repository = new GitRepository(root);
    return new Set(repository.snapshot({ commit: repository.head() ?? repository.emptyTree() }).keys());
  } catch (error) {
    if (error instanceof GitProblem) return new Set();
    throw error;
  }
}
