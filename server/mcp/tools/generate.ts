import { BackendFailed } from "../../generate/ask-backend.ts";
import type { Backend } from "../../generate/backend.ts";
import { openBackend } from "../../generate/backends/registry.ts";
import { BackendUnusable } from "../../generate/backends/unusable.ts";
import { PHASES, type Blocker, type Phase } from "../../generate/blocker.ts";
import { claimModule } from "../../generate/claim-module.ts";
import { NoModule, openModule, type OpenedRun } from "../../generate/open-run.ts";
import { writeReport } from "../../generate/report.ts";
import type { Run } from "../../generate/run.ts";
import { runWorkflow, type Generated, type Stopped } from "../../generate/workflow.ts";
import { changesOf, writeAttested, type Change } from "../../generate/write-attested.ts";
import { WriteRefused } from "../../generate/write-refused.ts";
import type { Config } from "../../project/config.ts";
import { loadPython } from "../../syntax/python-parser.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { fittingText, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";

export interface GenerateOutcome extends Cut {
  status: "attested" | "blocked";
  phase: string | null;
  blockers: Blocker[];
  checks: { check: string; status: string }[];
  /** Paths that are, or would be, new or changed. */
  changed: string[];
  written: boolean;
  /** Why nothing was written. */
  note: string;
  diff: string;
}

/** `l9_generate`: every phase and every gate. Written is only where the user's own settings allow it, and never over a file that exists. */
export async function generate({ spec, write }: { spec: string; write: boolean }, call: Call): Promise<GenerateOutcome> {
  // A run has a linter of its own: only the configuration is asked of the warm one.
  const { config, untrusted } = await call.workspace.use(call.signal, (linter, opened) =>
    Promise.resolve({ config: linter.config, untrusted: opened.loaded.untrusted }),
  );
  await loadPython();
  return withRun(config, call.workspace.path(spec), call, async (run) => {
    const claim = write && config.generate.agents === "write" ? claimModule(run) : null;
    try {
      const result = await runWorkflow(run);
      if (result.status === "blocked") return blocked(result);
      return await finish(run, result, { write, config, untrusted });
    } finally {
      claim?.release();
    }
  });
}

async function withRun<T>(config: Config, specPath: string, call: Call, work: (run: Run) => Promise<T>): Promise<T> {
  let backend: Backend | null = null;
  let opened: OpenedRun | null = null;
  try {
    opened = openModule(call.workspace.root, config, specPath);
    const { root } = opened;
    backend = await openBackend(config.generate, root);
    const command = config.generate.verify;
    const report = (phase: Phase, message: string): void =>
      call.progress(PHASES.indexOf(phase), PHASES.length, `${phase} ${message}`);
    return await work({
      ...opened,
      options: {
        backend,
        maxRepairs: config.generate.max_repairs,
        signal: call.signal,
        report,
        verify: command === null ? null : (await import("../../generate/verify-command.ts")).verifyWith(command, root),
      },
    });
  } catch (error) {
    const isTold = [BackendFailed, BackendUnusable, NoModule, WriteRefused].some((kind) => error instanceof kind);
    throw isTold && !call.signal.aborted ? new UsageError((error as Error).message) : error;
  } finally {
    await backend?.dispose?.();
    opened?.linter.dispose();
  }
}

function blocked({ phase, blockers, attestation }: Stopped): GenerateOutcome {
  const checks = (attestation?.checks ?? []).map(({ check, status }) => ({ check, status }));
  const { text, cut } = fittingText("", "");
  return {
    ...{ status: "blocked", phase, blockers: [...blockers], checks, changed: [], written: false, diff: text, ...cut },
    note: "Nothing is written. Answer the questions in the spec, or mend what the blockers name; ask the user what only a person can decide.",
  };
}

interface Allowed {
  write: boolean;
  config: Config;
  untrusted: readonly string[];
}

async function finish(run: Run, result: Generated, { write, config, untrusted }: Allowed): Promise<GenerateOutcome> {
  const changes = changesOf(result);
  const replaced = changes.filter(({ before }) => before !== null).map(({ path }) => path);
  const outcome = {
    ...{ status: "attested" as const, phase: null, blockers: [] },
    checks: result.attestation.checks.map(({ check, status }) => ({ check, status })),
    changed: changes.map(({ path }) => path),
  };
  const why = whyNot(write, config, replaced);
  if (why === null) {
    const { spec } = run.module();
    const id = spec.id ?? "";
    const differences = await writeAttested(
      run,
      result,
      writeReport(result, config.profile, { id, name: spec.name ?? id }, untrusted),
    );
    const note =
      differences.length > 0 ? `Written, and not attested: since the run, ${differences.join("; ")}.` : "Written and attested.";
    return { ...outcome, written: true, note, diff: "", left_out: 0, narrow: null };
  }
  const { text, cut } = fittingText(await diffOf(changes), "`l9 generate SPEC --dry-run` prints all of it.", 0.8);
  return { ...outcome, written: false, note: why, diff: text, ...cut };
}

function whyNot(write: boolean, { generate: { agents } }: Config, replaced: readonly string[]): string | null {
  if (!write) return "A dry run: nothing is written. Write these files yourself, or ask with `write`.";
  if (agents !== "write")
    return "Nothing is written: the user's own settings allow agents a dry run only (`generate.agents: write` in their configuration changes that). Ask the user to run `l9 generate`.";
  if (replaced.length > 0)
    return `Nothing is written: these files exist and would be replaced: ${replaced.join(", ")}. Ask the user to look at the diff and to run \`l9 generate\`.`;
  return null;
}

async function diffOf(changes: readonly Change[]): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const headerOptions = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };
  return changes
    .map(({ path, content, before }) =>
      createTwoFilesPatch(before === null ? "/dev/null" : `a/${path}`, `b/${path}`, before ?? "", content, undefined, undefined, {
        headerOptions,
      }),
    )
    .join("");
}
