import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Linter } from "../lint/linter.ts";
import { visible } from "../syntax/visible.ts";
import { modulesBelow, type ModulesBelow } from "./modules-below.ts";
import { openLinter } from "./open-linter.ts";
import { shownPath } from "./result.ts";
import { UsageError } from "./usage-error.ts";

/** The flags of a command that looks at specs and changes nothing. */
export interface SpecFlags {
  root?: string;
  config?: string;
}

/** What a command looks at: a spec or a folder, or the workspace around the working folder. */
export interface OpenedSpec {
  readonly linter: Linter;
  /** Absolute; null where none was named. */
  readonly path: string | null;
  /** Where the command was started. */
  readonly cwd: string;
  /** `--root` named the workspace. */
  readonly isWhole: boolean;
  /** A path, as the user sees it. */
  shown(path: string): string;
}

/** The absolute path of a spec or a folder that is named on the command line. */
export function specPath(named: string, cwd = process.cwd()): string {
  const path = resolve(cwd, named);
  if (!existsSync(path)) throw new UsageError(`${visible(named)} does not exist`);
  return path;
}

/** Opens the workspace of a spec or a folder, or of the working folder where none is named, for as long as the work takes. */
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
    return await work({ linter, path, cwd, isWhole: flags.root !== undefined, shown: (one) => shownPath(one, cwd) });
  } finally {
    linter.dispose();
  }
}

/** The modules that a command is about; templates are none. Their code can be read then. @param command as the user writes it */
export async function modulesAt(opened: OpenedSpec, command: string): Promise<ModulesBelow> {
  const { linter } = opened;
  const all = linter.workspace.modules.filter(({ spec }) => !spec.isTemplate);
  const asked = modulesBelow(all, { ...opened, root: linter.root }, command);
  await linter.prepare(asked.modules.flatMap(({ spec, files, modified }) => [spec.path, ...files, ...modified]));
  return asked;
}
