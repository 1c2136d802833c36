import type { ModuleFiles, ModuleMap } from "../project/modules.ts";
import { remappedFiles } from "../project/remapped.ts";
import type { Spaces } from "../project/space/spaces.ts";
import type { Workspace } from "../project/workspace.ts";
import type { ModuleRunner } from "./module-runner.ts";
import { spaceFilesAbout } from "./space-check.ts";

interface Parts {
  readonly workspace: Workspace;
  readonly modules: ModuleRunner;
  readonly spaces: Spaces;
}

interface Change {
  /** The modules that read the file, those of before the change among them. */
  owners: readonly ModuleFiles[];
  mapBefore: ModuleMap;
  /** What else is known to have changed. */
  others: readonly string[];
}

/** The other files whose findings may have changed with a file that says something else to them, or that belongs elsewhere now. */
export function affectedFiles(
  path: string,
  { workspace, modules, spaces }: Parts,
  { owners, mapBefore, others }: Change,
): string[] {
  const affected = new Set([...others, ...owners.flatMap((owner) => [owner.spec.path, ...owner.files])]);
  for (const [root, of] of spaces.entries) for (const file of spaceFilesAbout(path, root, of)) affected.add(file);
  for (const module of workspace.modules.filter((one) => modules.isStale(one)))
    for (const file of [module.spec.path, ...module.files]) affected.add(file);
  for (const moved of remappedFiles(mapBefore, workspace.map)) affected.add(moved);
  affected.delete(path);
  return [...affected].sort();
}
