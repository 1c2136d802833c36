import { existsSync } from "node:fs";
import { impactOf, type ShownImpact } from "../../cli/impact.ts";
import { fitting, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";

export type ImpactFound = ShownImpact & Cut;

/** `l9_impact`: what a change of a file, or of a model or service, touches. */
export function impact({ of }: { of: string }, call: Call): Promise<ImpactFound> {
  return call.workspace.use(call.signal, async (linter) => {
    const path = call.workspace.path(of);
    const found = await impactOf(linter, of, existsSync(path) ? path : null, (one) => call.workspace.shown(one));
    const { kept, cut } = fitting(found.users, "Ask for one model or service of the file by its name.", 0.5);
    return { ...found, users: kept, ...cut };
  });
}
