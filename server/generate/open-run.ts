import { Linter } from "../lint/linter.ts";
import type { Config } from "../project/config.ts";
import type { Run, RunOptions } from "./run.ts";
import { recover } from "./write.ts";

/** The spec is no module spec of the workspace, or has no module id. */
export class NoModule extends Error {}

/** A run that has not begun: where it works is known, and not yet with what. */
export type OpenedRun = Omit<Run, "options">;

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
  if (!recover(opened.root)) return opened;
  opened.linter.dispose();
  return openOnce(top, config, specPath, texts);
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

function openOnce(top: string, config: Config, specPath: string, texts: ReadonlyMap<string, string>): OpenedRun {
  const linter = new Linter(top, config);
  linter.scan();
  for (const [path, text] of texts) linter.setOpen(path, text);
  const module: Run["module"] = () => {
    const [found] = linter.workspace.modulesOf(specPath);
    if (!found) throw new NoModule(`${specPath} is no module spec of this workspace.`);
    return found;
  };
  const reopen = (): OpenedRun => openModule(top, config, specPath, texts);
  return { linter, root: module().root.folder, specPath, module, reopen };
}
