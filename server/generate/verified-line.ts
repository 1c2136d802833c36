import type { VerifyResult } from "./run.ts";

/** Stands below the attestation, which is about what the files say and not about what they do: whether they were run, by which command, how it ended. */
export function verifiedLine(verify: VerifyResult | null): string {
  if (!verify)
    return "The module's tests were not run. `--verify COMMAND` runs them (or any command); `generate.verify` in your own configuration does so in every run.\n";
  return `${verify.exitCode === 0 ? "Verified" : "Failed"}: \`${verify.command}\` ended with exit code ${verify.exitCode}.\n`;
}
