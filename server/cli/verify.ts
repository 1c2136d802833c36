import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { attestDisk, checkDifferences, stampDifferences } from "../generate/attest-disk.ts";
import { NoModule } from "../generate/open-run.ts";
import { attestationTable } from "../generate/phases/attest.ts";
import { reportPath } from "../generate/report-path.ts";
import { readStamp } from "../generate/report.ts";
import { WriteRefused } from "../generate/write-refused.ts";
import { loadConfig } from "../project/config.ts";
import { loadPython } from "../syntax/tree.ts";
import { writeOut, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { workspaceOf } from "./workspace.ts";
import { visible, visibleJson } from "../syntax/visible.ts";

/** `l9 verify`: computes the attestation again and compares it with the one that was written. Exit code 1 where anything differs. */
export async function verify(spec: string, flags: { root?: string; config?: string; format: "text" | "json" }): Promise<number> {
  const cwd = process.cwd();
  const specPath = resolve(cwd, spec);
  if (!existsSync(specPath)) throw new UsageError(`${visible(spec)} does not exist`);
  const root = workspaceOf(flags.root ?? null, cwd, [specPath]).folder;
  const [loaded] = await Promise.all([
    loadConfig(root, flags.config === undefined ? {} : { file: resolve(cwd, flags.config) }),
    loadPython(),
  ]);
  const [problem] = loaded.problems;
  if (problem) throw new UsageError(`${visible(problem.path)}: ${visible(problem.message)}`);
  const now = await attestDisk(root, loaded.config, specPath).catch(asUsage);
  const path = join(now.root, reportPath(now.id ?? ""));
  if (!existsSync(path))
    throw new UsageError(`there is no attestation of ${visible(now.id ?? spec)}: ${visible(relative(cwd, path))} does not exist`);
  const recorded = readStamp(readFileSync(path, "utf8"));
  if (!recorded) throw new UsageError(`${visible(relative(cwd, path))} carries no attestation`);
  const { checks, stamp } = now.attestation;
  const differences = [...stampDifferences(recorded.stamp, stamp), ...checkDifferences(recorded.checks, now.attestation)];
  // A check that the configuration switches off was never attested: that it still is not differs in nothing.
  const agrees = differences.length === 0 && checks.every(({ status }) => status !== "failed");
  if (flags.format === "json") await writeOut(visibleJson({ agrees, differences, checks }));
  else {
    const shown = differences.map((line) => visible(line));
    const table = attestationTable(now.attestation, loaded.config.profile.attestation_format, shown);
    await writeText(`${shown.map((line) => `- ${line}\n`).join("")}${table}`);
  }
  return agrees ? 0 : 1;
}

function asUsage(error: unknown): never {
  if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
  throw error;
}
