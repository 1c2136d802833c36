import type { Ground } from "../project/contracts/territory.ts";
import type { Workspace } from "../project/workspace.ts";

/** The roots of a workspace as contracts see them. @param declares a root names another one among its dependencies */
export function groundOf(workspace: Workspace, declares: Ground["declares"]): Ground {
  const claims = new WeakMap<object, ReadonlyMap<string, ReadonlySet<string>>>();
  const claimsNow = (): ReadonlyMap<string, ReadonlySet<string>> => {
    const { roots, modules } = workspace;
    let known = claims.get(roots);
    if (!known) {
      const found = new Map<string, Set<string>>();
      for (const { root, files, allowed } of modules) {
        const of = found.get(root.folder) ?? new Set();
        for (const path of [...files, ...allowed]) of.add(roots.byMarks(path));
        of.delete(root.folder);
        found.set(root.folder, of);
      }
      claims.set(roots, (known = found));
    }
    return known;
  };
  return {
    top: workspace.root,
    roots: () => workspace.roots,
    // Whoever's file it is, it is found where others import it from.
    rootOf: (path) => workspace.roots.ofOther(path).folder,
    markedRootOf: (path) => workspace.roots.byMarks(path),
    claimed: (root) => claimsNow().get(root) ?? new Set(),
    declares,
  };
}
