import { AtWork, claim, type Claim } from "../project/claims.ts";
import { NoStaging } from "../project/staging.ts";
import type { OpenedRun } from "./open-run.ts";
import { WriteRefused } from "./write-refused.ts";

/** Milliseconds that a generation takes at most. */
const LONGEST = 60 * 60 * 1000;

const NOBODY: Claim = { release: () => undefined };

/**
 * Says that a run which may write is at work on a module: a second one would ask its backend for nothing, since only one of the two drafts can be written.
 * @throws {WriteRefused} where another is
 */
export function claimModule({ root, module }: Pick<OpenedRun, "root" | "module">): Claim {
  const id = module().spec.id ?? "";
  try {
    return claim(root, `module ${id}`, LONGEST);
  } catch (error) {
    if (error instanceof AtWork)
      throw new WriteRefused(`${id} is being generated already, by ${error.who}. Wait until that run has ended, or end it.`);
    // Where nothing can be prepared nothing will be written; what blocks the module is told all the same.
    if (error instanceof NoStaging) return NOBODY;
    throw error;
  }
}
