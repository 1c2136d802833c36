import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { attestDisk, checkDifferences, stampDifferences } from "../generate/attest-disk.ts";
import { NoModule } from "../generate/open-run.ts";
import { attestationTable } from "../generate/phases/attest.ts";
import { reportPath } from "../generate/report-path.ts";
import { readStamp } from "../generate/report.ts";
import type { VerifyResult } from "../generate/run.ts";
import { verifiedLine } from "../generate/verified-line.ts";
import { WriteRefused } from "../generate/write-refused.ts";
import { loadConfig } from "../project/config.ts";
import { textOf } from "../project/regular-file.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { writeError, writeOut, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { noteUntrusted } from "./untrusted.ts";
import { workspaceOf } from "./workspace.ts";
import { visible, visibleJson } from "../syntax/visible.ts";

/** The exit code of a verification that was cancelled. */
const CANCELLED = 130;

/** What the user asked of a verification. */
export interface VerifyFlags {
  root?: string;
  config?: string;
  /** Run on the module as it stands. */
  verify?: string;
  format: "text" | "json";
}

/**
 * `l9 verify`: computes the attestation again, compares it with the one that was written, and runs the user's command on the module as it is. Exit code 1
 * where anything differs or the command fails.
 */
export async function verify(spec: string, flags: VerifyFlags): Promise<number> {
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
  // A verification asks no backend, so nothing else of theirs is missed.
  noteUntrusted(loaded.untrusted.filter((key) => key === "generate.verify"));
  const now = await attestDisk(root, loaded.config, specPath).catch(asUsage);
  const path = join(now.root, reportPath(now.id ?? ""));
  if (!existsSync(path))
    throw new UsageError(`there is no attestation of ${visible(now.id ?? spec)}: ${visible(relative(cwd, path))} does not exist`);
  const report = textOf(path);
  if (report === null) throw new UsageError(`${visible(relative(cwd, path))} can not be read`);
  const recorded = readStamp(report);
  if (!recorded) throw new UsageError(`${visible(relative(cwd, path))} carries no attestation`);
  const { checks, stamp } = now.attestation;
  const since = [...stampDifferences(recorded.stamp, stamp), ...checkDifferences(recorded.checks, now.attestation)];
  const command = flags.verify ?? loaded.config.generate.verify;
  const tried = command === null ? null : await tryModule(command, now.root, Object.keys(stamp.files));
  if (tried === "cancelled") return CANCELLED;
  if (isFailed(tried) && tried.output !== "") writeError(tried.output.trimEnd());
  const differences = isFailed(tried) ? [...since, `\`${tried.command}\` ended with exit code ${tried.exitCode}`] : since;
  // A check that the configuration switches off was never attested: that it still is not differs in nothing.
  const agrees = differences.length === 0 && checks.every(({ status }) => status !== "failed");
  if (flags.format === "json") {
    const verified = tried && { command: tried.command, exitCode: tried.exitCode };
    await writeOut(visibleJson({ agrees, differences, checks, verify: verified }));
  } else {
    const shown = since.map((line) => visible(line));
    const table = attestationTable(now.attestation, loaded.config.profile.attestation_format, { since: shown, verify: tried });
    const lines = differences.map((line) => visible(line));
    await writeText(`${lines.map((line) => `- ${line}\n`).join("")}${table}${tried || agrees ? verifiedLine(tried) : ""}`);
  }
  return agrees ? 0 : 1;
}

function isFailed(tried: VerifyResult | null): tried is VerifyResult {
  return tried !== null && tried.exitCode !== 0;
}

/** Runs the command where a generation runs it: a folder that shows the workspace, with the module's files in place. */
async function tryModule(command: string, root: string, files: readonly string[]): Promise<VerifyResult | "cancelled"> {
  const { verifyWith } = await import("../generate/verify-command.ts");
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const there = files.flatMap((path) => {
      const content = textOf(join(root, path));
      return content === null ? [] : [{ path, content }];
    });
    return await verifyWith(command, root)({ files: there }, cancel.signal);
  } catch (error) {
    if (cancel.signal.aborted) return "cancelled";
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

function asUsage(error: unknown): never {
  if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
  throw error;
}
