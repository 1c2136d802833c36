import type { Root } from "../project/roots.ts";
import type { WorkspaceReason } from "../project/root-marks.ts";
import type { OpenedLinter } from "./open-linter.ts";
import { shownPath } from "./result.ts";

/** What made a folder the one that is read, in words. */
export const WHY: Record<WorkspaceReason, string> = {
  named: "named by --root",
  config: "it holds l9.config.yaml",
  git: "the repository",
  project: "it holds pyproject.toml or package.json",
  start: "nothing above marks another one",
};

/** Shown at the most: a large workspace has as many roots as it has applications. */
const SHOWN = 20;

/** What `--verbose` says: which folder was read, from which root each part of it is seen, and which configuration holds. */
export function describeRoots({ linter, workspace, loaded }: OpenedLinter, files: readonly string[], cwd: string): string {
  const roots = new Map<string, Root>();
  for (const file of files) {
    const root = linter.workspace.rootOf(file);
    if (!roots.has(root.folder)) roots.set(root.folder, root);
  }
  const show = (path: string): string => shownPath(path, cwd);
  const sorted = [...roots.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const configured = [...new Set(loaded.files)];
  return [
    `workspace: ${show(workspace.folder)} (${WHY[workspace.why]})`,
    ...sorted.slice(0, SHOWN).map(({ folder, why }) => `root: ${show(folder)} (${reason(why, workspace.why, show)})`),
    ...(sorted.length > SHOWN ? [`and ${sorted.length - SHOWN} more roots`] : []),
    `configuration: ${configured.length > 0 ? configured.map(show).join(", ") : "none, so the defaults hold"}`,
  ].join("\n");
}

function reason(why: Root["why"], workspace: WorkspaceReason, show: (path: string) => string): string {
  if (typeof why === "object") return `the paths of ${show(why.spec)} resolve from there`;
  return why === "workspace" ? WHY[workspace] : WHY[why];
}
