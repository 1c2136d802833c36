import { existsSync } from "node:fs";
import { impactOfClass, impactOfFile } from "../../lint/impact.ts";
import { nearest } from "../../../rules/shared/nearest.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { fitting, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";

export interface ImpactFound extends Cut {
  defined_in: string[];
  modules: { module: string; spec: string }[];
  tests: string[];
  users: { path: string; names: string[] }[];
}

/** `l9_impact`: what a change of a file, or of a model or service, touches. */
export function impact({ of }: { of: string }, call: Call): Promise<ImpactFound> {
  return call.workspace.use(call.signal, async (linter) => {
    const path = call.workspace.path(of);
    const isFile = existsSync(path);
    const found = isFile ? await impactOfFile(linter, path) : await impactOfClass(linter, of);
    if (found === null) {
      const near = nearest(of, linter.contractsOf(null).classNames());
      throw new UsageError(`${of} is no file, and no class of workspace and Space${near ? `; did you mean ${near}?` : ""}`);
    }
    const shown = (one: string): string => call.workspace.shown(one);
    const users = found.users.map((user) => ({ path: shown(user.path), names: [...user.names] }));
    const { kept, cut } = fitting(users, "Ask for one model or service of the file by its name.", 0.5);
    return {
      defined_in: found.origins.map(shown),
      modules: found.modules.map(({ spec }) => ({ module: spec.id ?? "", spec: shown(spec.path) })),
      tests: found.tests.map(shown),
      users: kept,
      ...cut,
    };
  });
}
