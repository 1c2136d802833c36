import { existsSync } from "node:fs";
import { join } from "node:path";
import { foldersAbove } from "../../project/folders-above.ts";
import type { CheckResult } from "../result.ts";
import { pathFrom } from "../../project/slash-path.ts";

/**
 * The folder from which services count the paths of a report: the top of the repository that the working folder lies in, wherever in it the
 * program was started; the working folder itself where there is none.
 */
export function reportFolder(cwd: string): string {
  for (const folder of foldersAbove(cwd)) if (existsSync(join(folder, ".git"))) return folder;
  return cwd;
}

/** How to spell the paths of a result as services expect them, with `/`. */
export function repositoryPaths(result: CheckResult): (path: string) => string {
  const folder = reportFolder(result.cwd);
  return (path) => pathFrom(folder, path);
}
