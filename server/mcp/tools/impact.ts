import { existsSync } from "node:fs";
import { impactOf, type ShownImpact } from "../../cli/impact.ts";
import { fitting, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";

export type ImpactFound = ShownImpact & Cut;

/** `l9_impact`: what a change of a file, of a model or service, or of a member of one, touches. */
export function impact({ of }: { of: string }, call: Call): Promise<ImpactFound> {
  return call.workspace.use(call.signal, async (linter) => {
    const path = call.workspace.path(of);
    const found = await impactOf(linter, of, existsSync(path) ? path : null, (one) => call.workspace.shown(one));
    const narrow = "Ask for one model or service of the file by its name, or for one of its members.";
    const users = fitting(found.users, narrow, 0.25);
    const uses = fitting(found.uses, narrow, 0.25);
    const findings = fitting(found.findings, narrow, 0.3);
    const left_out = users.cut.left_out + uses.cut.left_out + findings.cut.left_out;
    const cut = { left_out, narrow: left_out > 0 ? narrow : null };
    return { ...found, users: users.kept, uses: uses.kept, findings: findings.kept, ...cut };
  });
}
