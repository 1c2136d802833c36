import { targets, type Targets } from "../../cli/targets.ts";
import { UsageError } from "../../cli/usage-error.ts";
import type { Linter } from "../../lint/linter.ts";
import type { Call } from "./call.ts";

/** The files that an agent means by the paths it names. @throws UsageError where all of them are left alone */
export function filesAsked(linter: Linter, paths: readonly string[], { workspace }: Call): Targets & { named: string[] } {
  const named = paths.map((path) => workspace.path(path));
  const asked = targets(linter, named, { scopeAsked: false, force: false });
  const [first] = asked.left;
  if (first && asked.files.length === 0) throw new UsageError(`${workspace.shown(first.path)} is left alone: ${first.why}`);
  return { ...asked, named };
}
