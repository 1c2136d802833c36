import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { openBackend } from "../generate/backends/registry.ts";
import { BackendUnusable } from "../generate/backends/unusable.ts";
import type { Phase } from "../generate/blocker.ts";
import { NoModule, openRun } from "../generate/open-run.ts";
import { attestationTable } from "../generate/phases/attest.ts";
import { writeReport } from "../generate/report.ts";
import { saveReport, writeAll, WriteRefused } from "../generate/write.ts";
import { runWorkflow, type Generated, type Stopped } from "../generate/workflow.ts";
import { CONFIG_NAME, loadConfig, type BackendName, type Config } from "../project/config.ts";
import { writeWhole } from "../project/write-file.ts";
import { loadPython } from "../syntax/python.ts";
import { fixDiff } from "./fix.ts";
import { note, writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { workspaceRoot } from "./workspace.ts";

/** The flags of `l9 generate`. */
export interface GenerateFlags {
  backend?: BackendName;
  command?: string;
  url?: string;
  model?: string;
  module?: string;
  dryRun?: boolean;
  report?: string;
  maxRepairs?: number;
  verify?: string;
  yes?: boolean;
  root?: string;
  config?: string;
  format: "text" | "json";
}

/** Exit codes of `l9 generate`. */
const WRITTEN = 0;
const BLOCKED = 1;
const CANCELLED = 130;

/** `l9 generate`: the whole workflow, from the spec to the attested files. Returns the exit code. */
export async function generate(spec: string, flags: GenerateFlags): Promise<number> {
  const cwd = process.cwd();
  const specPath = resolve(cwd, spec);
  if (!existsSync(specPath)) throw new UsageError(`${spec} does not exist`);
  const root = workspaceRoot(flags.root ?? null, cwd, [specPath]);
  const config = await configuration(root, flags, cwd);
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  const backend = await openBackend(config.generate, root).catch(asUsage);
  try {
    const verifyCommand = config.generate.verify;
    const options = {
      backend,
      maxRepairs: config.generate.max_repairs,
      signal: cancel.signal,
      report: (phase: Phase, message: string) => note(`${phase}  ${message}`),
      verify: verifyCommand === null ? null : (await import("../generate/verify-command.ts")).verifyWith(verifyCommand, root),
    };
    const run = openRun(root, config, specPath, options);
    try {
      const result = await runWorkflow(run);
      if (result.status === "blocked") return await showBlocked(result, flags, config);
      const { spec: document } = run.module();
      const report = writeReport(result, config.profile, { id: document.id ?? "", name: document.name ?? document.id ?? "" });
      return await finish(result, report, { root, cwd, id: document.id ?? "", flags, config });
    } finally {
      run.linter.dispose();
    }
  } catch (error) {
    if (cancel.signal.aborted) {
      note("Cancelled: nothing was written.");
      return CANCELLED;
    }
    if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await backend.dispose?.();
  }
}

async function configuration(root: string, flags: GenerateFlags, cwd: string): Promise<Config> {
  const file = flags.config === undefined ? {} : { file: resolve(cwd, flags.config) };
  const [loaded] = await Promise.all([loadConfig(root, file), loadPython()]);
  const [problem] = loaded.problems;
  if (problem) throw new UsageError(`${problem.path}: ${problem.message} Generation is off until the configuration is right.`);
  for (const key of loaded.untrusted)
    note(
      `${CONFIG_NAME}: ${key} is not used, because the workspace is not trusted; give it as a flag or in your own configuration.`,
    );
  const { generate: settings } = loaded.config;
  return {
    ...loaded.config,
    generate: {
      ...settings,
      backend: flags.backend ?? settings.backend,
      command: flags.command ?? settings.command,
      url: flags.url ?? settings.url,
      model: flags.model ?? settings.model,
      module: flags.module === undefined ? settings.module : resolve(cwd, flags.module),
      verify: flags.verify ?? settings.verify,
      max_repairs: flags.maxRepairs ?? settings.max_repairs,
    },
  };
}

function asUsage(error: unknown): never {
  if (error instanceof BackendUnusable) throw new UsageError(error.message);
  throw error;
}

/** The blockers on stdout, as the generator document writes them; nothing is written but a report that was asked for. */
async function showBlocked(
  { phase, blockers, attestation }: Stopped,
  { format, report }: GenerateFlags,
  config: Config,
): Promise<number> {
  const list = stringify({ blocked_at: phase, BLOCKERS: blockers }, { lineWidth: 0 });
  const text = attestation ? `${list}\n${attestationTable(attestation, config.profile.attestation_format)}` : list;
  if (report !== undefined) writeWhole(resolve(report), text);
  const json = { status: "blocked", phase, blockers, checks: attestation?.checks ?? null };
  await writeOut(format === "json" ? `${JSON.stringify(json, null, 2)}\n` : text);
  return BLOCKED;
}

interface Finish {
  root: string;
  cwd: string;
  id: string;
  flags: GenerateFlags;
  config: Config;
}

async function finish(result: Generated, report: string, { root, cwd, id, flags, config }: Finish): Promise<number> {
  const current = new Map(result.manifest.map((entry) => [entry.path, entry.current]));
  const changed = result.draft.files.filter(({ path, content }) => current.get(path) !== content);
  const overwritten = changed
    .filter(({ path }) => current.get(path) !== null && current.get(path) !== undefined)
    .map(({ path }) => path);
  const diff = await fixDiff(
    changed.map(({ path, content }) => ({ path: join(root, path), before: current.get(path) ?? "", after: content, applied: 0 })),
    cwd,
  );
  const table = attestationTable(result.attestation, config.profile.attestation_format);
  const summary = {
    status: "attested",
    module: id,
    changed: changed.map(({ path }) => path),
    overwritten,
    checks: result.attestation.checks,
  };
  if (flags.report !== undefined) writeWhole(resolve(cwd, flags.report), report);
  if (flags.dryRun) {
    await writeOut(flags.format === "json" ? `${JSON.stringify({ ...summary, written: false }, null, 2)}\n` : `${diff}${table}`);
    return WRITTEN;
  }
  if (overwritten.length > 0 && !flags.yes) {
    await writeOut(diff);
    throw new UsageError(
      `these files exist and would change: ${overwritten.join(", ")}. Nothing is written; look at the diff, then run again with --yes.`,
    );
  }
  if (changed.length > 0) {
    writeAll(
      root,
      changed.map(({ path, content }) => ({ path, content, before: current.get(path) ?? null })),
    );
  }
  saveReport(root, id, report);
  await writeOut(
    flags.format === "json"
      ? `${JSON.stringify({ ...summary, written: true }, null, 2)}\n`
      : flags.report === undefined
        ? report
        : table,
  );
  note(changed.length === 0 ? "Nothing changed." : `Written: ${changed.map(({ path }) => path).join(", ")}`);
  return WRITTEN;
}
