import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Backend } from "../generate/backend.ts";
import { extractContracts } from "../generate/contract-extractions.ts";
import { NoModule, openRun } from "../generate/open-run.ts";
import { attest, attestationTable, type Stamp } from "../generate/phases/attest.ts";
import { evidence } from "../generate/phases/evidence.ts";
import { reportPath } from "../generate/report-path.ts";
import { readStamp } from "../generate/report.ts";
import { WriteRefused } from "../generate/write.ts";
import { loadConfig } from "../project/config.ts";
import { loadPython } from "../syntax/tree.ts";
import { writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { workspaceRoot } from "./workspace.ts";

/** Verifying generates nothing, so nothing is asked to. */
const NO_BACKEND: Backend = {
  name: "none",
  generate: () => Promise.reject(new Error("verify generates nothing")),
  repair: () => Promise.reject(new Error("verify repairs nothing")),
};

/** `l9 verify`: computes the attestation again and compares it with the one that was written. Exit code 1 where anything differs. */
export async function verify(spec: string, flags: { root?: string; config?: string; format: "text" | "json" }): Promise<number> {
  const cwd = process.cwd();
  const specPath = resolve(cwd, spec);
  if (!existsSync(specPath)) throw new UsageError(`${spec} does not exist`);
  const root = workspaceRoot(flags.root ?? null, cwd, [specPath]);
  const [loaded] = await Promise.all([
    loadConfig(root, flags.config === undefined ? {} : { file: resolve(cwd, flags.config) }),
    loadPython(),
  ]);
  const [problem] = loaded.problems;
  if (problem) throw new UsageError(`${problem.path}: ${problem.message}`);
  const options = {
    backend: NO_BACKEND,
    maxRepairs: 0,
    signal: new AbortController().signal,
    report: () => undefined,
    verify: null,
  };
  let run;
  try {
    run = openRun(root, loaded.config, specPath, options);
  } catch (error) {
    if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
    throw error;
  }
  try {
    await run.linter.prepare([specPath]);
    const { spec: document } = run.module();
    const path = join(root, reportPath(document.id ?? ""));
    if (!existsSync(path))
      throw new UsageError(`there is no attestation of ${document.id ?? spec}: ${relative(cwd, path)} does not exist`);
    const recorded = readStamp(readFileSync(path, "utf8"));
    if (!recorded) throw new UsageError(`${relative(cwd, path)} carries no attestation`);
    const contracts = extractContracts(run.linter.contracts.view(document), loaded.config.profile, document);
    const now = attest(run, contracts, evidence(run));
    const differences = compare(recorded.stamp, now.stamp);
    for (const { check, status, shown } of now.checks) {
      const before = recorded.checks.find((other) => other.check === check)?.status;
      if (before !== status) differences.push(`${check} was ${before ?? "absent"} and is ${status}: ${shown}`);
    }
    // A check that the configuration switches off was never attested: that it still is not differs in nothing.
    const agrees = differences.length === 0 && now.checks.every(({ status }) => status !== "failed");
    if (flags.format === "json") await writeOut(`${JSON.stringify({ agrees, differences, checks: now.checks }, null, 2)}\n`);
    else
      await writeOut(
        `${differences.map((line) => `- ${line}\n`).join("")}${attestationTable(now, loaded.config.profile.attestation_format)}`,
      );
    return agrees ? 0 : 1;
  } finally {
    run.linter.dispose();
  }
}

function compare(before: Stamp, now: Stamp): string[] {
  const differences: string[] = [];
  if (before.version !== now.version) differences.push(`the tool was version ${before.version} and is ${now.version}`);
  if (before.spec !== now.spec) differences.push("the spec has changed");
  if (before.configuration !== now.configuration) differences.push("the configuration has changed");
  for (const [what, old, current] of [
    ["", before.files, now.files],
    ["the contract source ", before.contracts, now.contracts],
  ] as const) {
    for (const path of new Set([...Object.keys(old), ...Object.keys(current)])) {
      if (old[path] === undefined) differences.push(`${what}${path} is new`);
      else if (current[path] === undefined) differences.push(`${what}${path} is gone`);
      else if (old[path] !== current[path]) differences.push(`${what}${path} has changed`);
    }
  }
  return differences;
}
