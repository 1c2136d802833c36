import { join } from "node:path";
import { Linter } from "../lint/linter.ts";
import type { Config } from "../project/config.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { pathFrom } from "../project/slash-path.ts";
import type { Run, RunOptions } from "./run.ts";
import { recover } from "./write.ts";

/** The spec is no module spec of the workspace, or has no module id. */
export class NoModule extends Error {}

/** A run that has not begun: where it works is known, and not yet with what. */
export interface OpenedRun extends Omit<Run, "options"> {
  /** Journals in the module's root that this machine did not write; nothing of them was followed. */
  readonly foreign: readonly string[];
}

/**
 * Opens a run of its own over a workspace: nothing of it is seen by an editor's linter. A write to the module's root that was interrupted is completed first.
 * @param top the workspace folder @param texts the editor's unsaved texts by absolute path
 */
export function openModule(
  top: string,
  config: Config,
  specPath: string,
  texts: ReadonlyMap<string, string> = new Map(),
): OpenedRun {
  const opened = openOnce(top, config, specPath, texts);
  const { completed, foreign } = recover(opened.root);
  if (!completed) return { ...opened, foreign };
  opened.linter.dispose();
  return { ...openOnce(top, config, specPath, texts), foreign };
}

/** The same with its options. */
export function openRun(
  top: string,
  config: Config,
  specPath: string,
  options: RunOptions,
  texts: ReadonlyMap<string, string> = new Map(),
): Run {
  return { ...openModule(top, config, specPath, texts), options };
}

function openOnce(top: string, config: Config, specPath: string, texts: ReadonlyMap<string, string>): Omit<OpenedRun, "foreign"> {
  const linter = scanned(top, config);
  for (const [path, text] of texts) linter.setOpen(path, text);
  const module: Run["module"] = () => {
    const [found] = linter.workspace.modulesOf(specPath);
    if (!found) throw new NoModule(`${specPath} is no module spec of this workspace.`);
    return found;
  };
  const reopen = (): OpenedRun => openModule(top, config, specPath, texts);
  return { linter, root: module().root.folder, specPath, module, reopen };
}

/** The modules of a workspace, over one linter. */
export interface OpenedModules {
  readonly linter: Linter;
  readonly modules: readonly ModuleFiles[];
  /** As of {@link OpenedRun}, from the workspace folder. */
  readonly foreign: readonly string[];
}

/** Opens every module of a workspace at once, as {@link openModule} opens one. Templates are none. */
export function openModules(top: string, config: Config): OpenedModules {
  const first = scanned(top, config);
  const rooted = [...new Set([top, ...first.workspace.modules.map(({ root }) => root.folder)])].map((root) => ({
    root,
    ...recover(root),
  }));
  const isStale = rooted.some(({ completed }) => completed);
  if (isStale) first.dispose();
  const linter = isStale ? scanned(top, config) : first;
  return {
    linter,
    modules: linter.workspace.modules.filter(({ spec }) => !spec.isTemplate),
    foreign: rooted.flatMap(({ root, foreign }) => foreign.map((path) => pathFrom(top, join(root, path)))),
  };
}

function scanned(top: string, config: Config): Linter {
  const linter = new Linter(top, config);
  linter.scan();
  return linter;
}
