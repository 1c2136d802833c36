import type { Change } from "../lint/change.ts";
import { GitProblem, GitRepository } from "../project/git.ts";
import type { ChangeAsked } from "./check-options.ts";
import { UsageError } from "./usage-error.ts";
import { isInside } from "../project/folders-above.ts";

/**
 * The change that was asked about, as git has its two states.
 * @param root the workspace folder @param named absolute; only what changed there, none means everywhere
 * @throws UsageError that says why git can not tell
 */
export function gitChange(asked: ChangeAsked, root: string, named: readonly string[]): Change {
  try {
    const repository = new GitRepository(root);
    const base =
      asked.kind !== "since"
        ? (repository.head() ?? repository.emptyTree())
        : asked.mergeBase
          ? repository.mergeBase(asked.ref)
          : repository.commit(asked.ref);
    const before = repository.snapshot({ commit: base });
    const after = asked.kind === "staged" ? repository.snapshot("index") : new Map<string, Uint8Array | null>();
    const renames = repository.renames({ commit: base }, asked.kind === "staged" ? "index" : "worktree");
    if (named.length === 0) return { before, after, renames };
    // What changed elsewhere is as it is after the change, on both sides.
    const isNamed = (path: string): boolean => named.some((folder) => isInside(folder, path));
    const rest = [...new Set([...before.keys(), ...after.keys()])].filter((path) => !isNamed(path));
    const restricted = new Map([...before].filter(([path]) => isNamed(path)));
    for (const path of rest) {
      const bytes = after.get(path);
      if (bytes !== undefined) restricted.set(path, bytes);
    }
    return { before: restricted, after, renames };
  } catch (error) {
    if (error instanceof GitProblem) throw new UsageError(`--${asked.kind}: ${error.message}`);
    throw error;
  }
}
