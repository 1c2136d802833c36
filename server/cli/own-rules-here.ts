import { resolve } from "node:path";
import type { OwnRules } from "../project/own-rules/load.ts";
import { openLinter } from "./open-linter.ts";

/** The folder of the workspace that a command about its own rules works in, and these rules. A broken configuration stops the program. */
export async function ownRulesHere(
  root: string | undefined,
  cwd: string,
  paths: readonly string[] = [],
): Promise<{ folder: string; own: OwnRules }> {
  const nothing = { config: null, scope: null, select: null, ignore: [] };
  const named = paths.map((path) => resolve(cwd, path));
  const { linter, workspace, loaded } = await openLinter({ root: root ?? null, ...nothing }, cwd, named);
  linter.dispose();
  return { folder: workspace.folder, own: loaded.config.own_rules };
}
