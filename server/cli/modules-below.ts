import { isInside } from "../project/folders-above.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { statOf } from "../project/regular-file.ts";
import { visible } from "../syntax/visible.ts";
import { plural, shownPath } from "./result.ts";
import { UsageError } from "./usage-error.ts";

/** What a command that looks at modules was asked about. */
export interface ModulesAsked {
  /** Absolute path of a spec or of a folder; null where none was named. */
  readonly path: string | null;
  /** Where the command was started. */
  readonly cwd: string;
  /** The workspace folder. */
  readonly root: string;
  /** `--root` named it, so that all of it is meant. */
  readonly isWhole: boolean;
}

/** The modules that a command is about. */
export interface ModulesBelow {
  readonly modules: readonly ModuleFiles[];
  /** The folder below which they lie; null where a spec was named. */
  readonly folder: string | null;
  /** What to say where the workspace has others: a sentence. */
  readonly others: string | null;
}

/**
 * The module of a spec, or those of which the spec or a file lies below a folder: the one that is named, else the working folder.
 * @param command as the user writes it, to see all: `l9 status`
 */
export function modulesBelow(all: readonly ModuleFiles[], asked: ModulesAsked, command: string): ModulesBelow {
  const { path, cwd, root, isWhole } = asked;
  if (path !== null && statOf(path)?.isDirectory() !== true) {
    const modules = all.filter(({ spec }) => spec.path === path);
    if (modules.length === 0) throw notSpec(shownPath(path, cwd));
    return { modules, folder: null, others: null };
  }
  const folder = path ?? (isWhole || !isInside(root, cwd) ? root : cwd);
  if (!isInside(root, folder))
    throw new UsageError(
      `${visible(shownPath(folder, cwd))} lies outside the workspace ${visible(root)}: name another one with --root`,
    );
  const modules = all.filter(({ spec, files }) => [spec.path, ...files].some((one) => isInside(folder, one)));
  if (modules.length === all.length) return { modules, folder, others: null };
  const where = folder === cwd ? "this folder" : visible(shownPath(folder, cwd));
  const those = modules.length === 0 ? "None" : String(modules.length);
  return {
    modules,
    folder,
    others: `${those} of the ${plural(all.length, "module")} of the workspace: of the others neither spec nor files lie below ${where}. \`${command} ${visible(shownPath(root, cwd))}\` has all.`,
  };
}

/** @param named as the user sees it */
export function notSpec(named: string): UsageError {
  return new UsageError(`${visible(named)} is no module spec of this workspace`);
}
