import { dirname } from "node:path";
import { findingsBrought } from "../../lint/change.ts";
import type { Finding } from "../../lint/finding.ts";
import { isInside } from "../../project/folders-above.ts";
import { GitProblem, GitRepository } from "../../project/git.ts";
import { statOf } from "../../project/regular-file.ts";
import { formatAgent } from "../formats/agent.ts";
import { openLinter } from "../open-linter.ts";
import { resultOf } from "../report.ts";
import { plural } from "../result.ts";
import { workspaceOf } from "../workspace.ts";
import type { Written } from "./event.ts";

/** Findings that are told at most after one write. */
const MOST = 20;

const RANK: Record<Finding["severity"], number> = { error: 0, warning: 1, info: 2 };

/** What a write brought, for the agent that wrote: a line a finding, errors first. Null where it brought nothing. */
export async function afterWrite(written: readonly Written[], cwd: string): Promise<string | null> {
  // What is gone with its folder is seen at the end of the turn.
  const files = written.filter(({ path }) => statOf(dirname(path))?.isDirectory() ?? false);
  if (files.length === 0) return null;
  const paths = files.map(({ path }) => path);
  const root = workspaceOf(null, cwd, paths).folder;
  const inside = files.filter(({ path }) => isInside(root, path));
  if (inside.length === 0) return null;
  const change = { before: snapshotBefore(inside, root), after: new Map(), renames: new Map() };
  const flags = { root, config: null, scope: null, select: null, ignore: [] };
  const { linter } = await openLinter(flags, cwd, paths, change);
  try {
    const brought = await findingsBrought(linter, change);
    if (brought.length === 0) return null;
    const own = new Set(paths);
    const order = (finding: Finding): number => RANK[finding.severity] * 2 + (own.has(finding.path) ? 0 : 1);
    const told = [...brought].sort((a, b) => order(a) - order(b)).slice(0, MOST);
    const lines = formatAgent({ ...resultOf(linter, paths, cwd, () => []), findings: told });
    const more = brought.length - told.length;
    return `l9: ${plural(brought.length, "new finding")} in what was just written and in its module. Mend ${brought.length === 1 ? "it" : "them"} before you go on.\n${lines}${
      more > 0 ? `… and ${more} more: l9 check shows all.\n` : ""
    }`;
  } finally {
    linter.dispose();
  }
}

/** The files as they were: as the event tells it, else as the last commit has them. A file that neither knows was not there. */
function snapshotBefore(files: readonly Written[], root: string): Map<string, Uint8Array | null> {
  const before = new Map<string, Uint8Array | null>();
  const untold: string[] = [];
  for (const { path, before: text } of files) {
    if (text === undefined) untold.push(path);
    else before.set(path, text === null ? null : Buffer.from(text));
  }
  if (untold.length === 0) return before;
  const committed = lastCommit(root);
  // What git has no other state of is as committed: nothing of it is new.
  for (const path of untold) if (committed === null) before.set(path, null);
  for (const path of untold) if (committed?.has(path)) before.set(path, committed.get(path) ?? null);
  return before;
}

/** What differs from the last commit; null where there is none to compare with. */
function lastCommit(root: string): Map<string, Uint8Array | null> | null {
  try {
    const repository = new GitRepository(root);
    return repository.snapshot({ commit: repository.head() ?? repository.emptyTree() });
  } catch (error) {
    if (error instanceof GitProblem) return null;
    throw error;
  }
}
