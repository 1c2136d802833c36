import { join } from "node:path";
import { attestDisk } from "../../server/generate/attest-disk.ts";
import type { Attestation } from "../../server/generate/phases/attest.ts";
import { defaultConfig, type Config } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { SPEC } from "./workspace.ts";

/** The attestation of what lies in a workspace, as `l9 verify` computes it. */
export async function attestationOf(root: string, config: Config = defaultConfig, spec = SPEC): Promise<Attestation> {
  await loadPython();
  return (await attestDisk(root, config, join(root, spec))).attestation;
}

/** The checks that failed, as the table shows them. */
export function failed({ checks }: Attestation): Record<string, string> {
  return Object.fromEntries(checks.filter(({ status }) => status === "failed").map(({ check, shown }) => [check, shown]));
}
