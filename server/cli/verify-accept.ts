import { join } from "node:path";
import { detectAgent } from "std-env";
import { attestationHash, keepAcceptance, type Acceptance } from "../generate/acceptance.ts";
import { differing } from "../generate/attest-disk.ts";
import type { Verification } from "../generate/verification.ts";
import { committer, headCommit } from "../project/git-head.ts";
import { refusal } from "../project/write-file.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import { shownPath } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { acceptedLine, acceptedValue, differenceLine, type VerifyFlags } from "./verify.ts";

/**
 * `l9 verify --accept`: records that a person has looked at what was changed since a module was attested. What a check finds is not for a person to accept:
 * exit code 1 then, and nothing is recorded.
 */
export async function accept(verified: Verification, { reason, format }: VerifyFlags): Promise<number> {
  const { name: agent } = detectAgent();
  if (agent !== undefined)
    throw new UsageError(
      `--accept says that a person has looked at a change, and ${visible(agent)} runs this: have the person run it`,
    );
  const { now, recorded, checksStand, isIntact, differences } = verified;
  const { stamp } = now.attestation;
  const lines = [...differing(recorded.stamp, stamp).values()];
  if (!isIntact || !checksStand) {
    const standing = differences.filter((line) => !lines.includes(line));
    await refuse(
      format,
      standing,
      "What the program computes is not for a person to accept: mend it, or generate again. Nothing is recorded.",
    );
    return 1;
  }
  if (lines.length === 0) {
    await refuse(format, [], "Nothing differs from what was attested: there is nothing to accept.");
    return 0;
  }
  const acceptance: Acceptance = {
    module: now.id ?? "",
    by: committer(now.root) ?? process.env["USER"] ?? "somebody whom git does not name",
    at: new Date().toISOString(),
    commit: headCommit(now.root),
    reason: reason ?? null,
    attestation: attestationHash(recorded),
    accepted: stamp,
  };
  const path = shownPath(join(now.root, kept(now.root, acceptance)), process.cwd());
  if (format === "json") await writeOut(visibleJson({ recorded: path, accepted: acceptedValue(acceptance, lines) }));
  else
    await writeText(
      [
        ...lines.map((line) => differenceLine(line, lines)),
        acceptedLine(acceptance),
        `Recorded in ${visible(path)}: commit it with the change. What changes from now on is told again.\n`,
      ].join(""),
    );
  return 0;
}

function kept(root: string, acceptance: Acceptance): string {
  try {
    return keepAcceptance(root, acceptance);
  } catch (error) {
    const why = refusal(error);
    throw why === null ? error : new UsageError(`the acceptance can not be written: ${why}`);
  }
}

async function refuse(format: VerifyFlags["format"], differences: readonly string[], why: string): Promise<void> {
  if (format === "json") return writeOut(visibleJson({ recorded: null, differences, message: why }));
  await writeText(`${differences.map((line) => differenceLine(line, [])).join("")}${why}\n`);
}
