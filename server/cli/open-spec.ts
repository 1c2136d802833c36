import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Linter } from "../lint/linter.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { visible } from "../syntax/visible.ts";
import { openLinter } from "./open-linter.ts";
import { shownPath } from "./result.ts";
import { UsageError } from "./usage-error.ts";

/** The flags of a command that looks at specs and changes nothing. */
export interface SpecFlags {
  root?: string;
  config?: string;
}

/** What a command looks at: a spec, or the workspace around the working folder. */
export interface OpenedSpec {
  readonly linter: Linter;
  /** Absolute; null where none was named. */
  readonly path: string | null;
  /** Where the command was started. */
  readonly cwd: string;
  /** A path, as the user sees it. */
  shown(path: string): string;
}

/** The absolute path of a spec that is named on the command line. */
export function specPath(named: string, cwd = process.cwd()): string {
  const path = resolve(cwd, named);
  if (!existsSync(path)) throw new UsageError(`${visible(named)} does not exist`);
  return path;
}

/** Opens the workspace of a spec, or of the working folder where none is named, for as long as the work takes. */
export async function withSpec<T>(
  named: string | undefined,
  flags: SpecFlags,
  work: (opened: OpenedSpec) => Promise<T>,
): Promise<T> {
  const cwd = process.cwd();
  const path = named === undefined ? null : specPath(named, cwd);
  const options = { root: flags.root ?? null, config: flags.config ?? null, scope: null, select: null, ignore: [] };
  const { linter } = await openLinter(options, cwd, path === null ? [] : [path]);
  try {
    linter.scan();
    return await work({ linter, path, cwd, shown: (one) => shownPath(one, cwd) });
  } finally {
    linter.dispose();
  }
}

/** The modules of the spec, or of the workspace; templates are none. Their code can be read then. */
export async function modulesAt({ linter, path, shown }: OpenedSpec): Promise<ModuleFiles[]> {
  const modules = linter.workspace.modules.filter(({ spec }) => !spec.isTemplate && (path === null || spec.path === path));
  if (path !== null && modules.length === 0) throw notSpec(shown(path));
  await linter.prepare(modules.flatMap(({ spec, files, modified }) => [spec.path, ...files, ...modified]));
  return modules;
}

/** @param named as the user sees it */
export function notSpec(named: string): UsageError {
  return new UsageError(`${visible(named)} is no module spec of this workspace`);
}
