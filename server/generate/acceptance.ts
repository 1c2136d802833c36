import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { linkStatOf, textOf } from "../project/regular-file.ts";
import { STATE } from "../project/staging.ts";
import { writeWhole } from "../project/write-file.ts";
import { acceptancePath } from "./report-path.ts";
import { stampSchema, type Recorded } from "./report.ts";
import { acceptedFolder } from "./state.ts";
import { checkInside } from "./write.ts";

// What a person has looked at that no check looks at: files that were changed by hand since they were attested. It proves nothing, and no check, table or
// verdict is computed from it.

const acceptanceSchema = z.strictObject({
  /** The module's id. */
  module: z.string(),
  by: z.string(),
  /** When, by the clock of the machine: ISO 8601 in UTC. */
  at: z.string(),
  /** What was checked out; null outside of a repository of git. */
  commit: z.string().nullable(),
  reason: z.string().nullable(),
  /** SHA-256 of the attestation that the change came after: another one has an acceptance of its own. */
  attestation: z.string(),
  /** What was there, as an attestation is stamped. */
  accepted: stampSchema,
});

const keptSchema = acceptanceSchema.extend({ digest: z.string() });

/** That a person has looked at a change of a module. */
export type Acceptance = z.infer<typeof acceptanceSchema>;

/** What lies where an acceptance is kept: nothing, one that holds, one of another attestation, or what nobody has accepted. */
export type Kept =
  | { state: "none" }
  | { state: "holds"; acceptance: Acceptance }
  | { state: "outdated"; why: string }
  | { state: "forged"; why: string };

/** Reads what a person accepted of a module since an attestation. @param root the module's root @param shown a path of it, as the user sees it */
export function readAcceptance(root: string, module: string, recorded: Recorded, shown: (path: string) => string): Kept {
  const file = acceptancePath(module);
  if (!linkStatOf(join(root, file))) return { state: "none" };
  const path = shown(file);
  const forged = (why: string): Kept => ({ state: "forged", why: `the acceptance ${path} ${why}, so it counts for nothing` });
  const kept = parsed(textOf(join(root, file)));
  if (!kept) return forged("is not as `l9 verify --accept` writes it");
  const { digest, ...acceptance } = kept;
  if (digest !== digestOf(acceptance)) return forged("was edited since it was recorded");
  if (acceptance.module !== module) return forged(`is one of ${acceptance.module}`);
  if (acceptance.attestation !== attestationHash(recorded))
    return {
      state: "outdated",
      why: `the acceptance ${path} is about another attestation than the one in the report, so it counts for nothing`,
    };
  return { state: "holds", acceptance };
}

/** Keeps an acceptance. Returns its path relative to the workspace folder. @param root the module's root */
export function keepAcceptance(root: string, acceptance: Acceptance): string {
  const path = acceptancePath(acceptance.module);
  checkInside(root, path, STATE);
  acceptedFolder(root);
  writeWhole(join(root, path), `${JSON.stringify({ ...acceptance, digest: digestOf(acceptance) }, null, 2)}\n`, root);
  return path;
}

/** By what an acceptance knows the attestation that it came after: the same wherever the same module was attested. */
export function attestationHash({ stamp, checks }: Recorded): string {
  return sha256(JSON.stringify([stamp, checks]));
}

function parsed(text: string | null): z.infer<typeof keptSchema> | null {
  try {
    return keptSchema.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Tells an edit from what was recorded. It is no signature: who may write the file may also accept. */
function digestOf(acceptance: Acceptance): string {
  return sha256(JSON.stringify(acceptanceSchema.parse(acceptance)));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
