import { Linter } from "../lint/linter.ts";
import type { Config } from "../project/config.ts";
import type { Run, RunOptions } from "./run.ts";
import { recover } from "./write.ts";

/** The spec is no module spec of the workspace, or has no module id. */
export class NoModule extends Error {}

/**
 * Opens a run of its own over a workspace: nothing of it is seen by an editor's linter. A write that was interrupted is completed first.
 * @param texts the editor's unsaved texts by absolute path
 */
export function openRun(
  root: string,
  config: Config,
  specPath: string,
  options: RunOptions,
  texts: ReadonlyMap<string, string> = new Map(),
): Run {
  recover(root);
  const linter = new Linter(root, config);
  linter.scan();
  for (const [path, text] of texts) linter.setOpen(path, text);
  const module: Run["module"] = () => {
    const [found] = linter.workspace.modulesOf(specPath);
    if (!found) throw new NoModule(`${specPath} is no module spec of this workspace.`);
    return found;
  };
  module();
  return { linter, specPath, options, module };
}
