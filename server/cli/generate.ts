import { resolve } from "node:path";
import { openBackend } from "../generate/backends/registry.ts";
import { BackendUnusable } from "../generate/backends/unusable.ts";
import { BackendFailed } from "../generate/ask-backend.ts";
import type { Backend, Draft } from "../generate/backend.ts";
import type { Phase } from "../generate/blocker.ts";
import { claimModule } from "../generate/claim-module.ts";
import { readKeptDraft, resuming } from "../generate/kept-draft.ts";
import { NoModule, openModule, type OpenedRun } from "../generate/open-run.ts";
import { WriteRefused } from "../generate/write-refused.ts";
import { runWorkflow } from "../generate/workflow.ts";
import type { Claim } from "../project/claims.ts";
import { loadConfig, type Config } from "../project/config.ts";
import { textOf } from "../project/regular-file.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { conclude } from "./generate-outcome.ts";
import { specPath } from "./open-spec.ts";
import { note } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { noteUntrusted } from "./untrusted.ts";
import { workspaceOf } from "./workspace.ts";
import { backendAsked, type GenerateFlags } from "./generate-flags.ts";
import { visible } from "../syntax/visible.ts";

/** The exit code of a cancelled run. */
const CANCELLED = 130;

/** `l9 generate`: the whole workflow, from the spec to the attested files. Returns the exit code. */
export async function generate(spec: string, flags: GenerateFlags): Promise<number> {
  const cwd = process.cwd();
  const backendName = backendAsked(flags);
  const path = specPath(spec, cwd);
  const { folder } = workspaceOf(flags.root ?? null, cwd, [path]);
  const asked = { ...flags, ...(backendName && { backend: backendName }) };
  const { config, untrusted } = await configuration(folder, asked, cwd);
  const begun = flags.resume === undefined ? null : draftIn(flags.resume, cwd);
  const started = performance.now();
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  let backend: Backend | null = null;
  let opened: OpenedRun | null = null;
  let claim: Claim | null = null;
  try {
    opened = openModule(folder, config, path);
    const { root } = opened;
    claim = flags.dryRun ? null : claimModule(opened);
    backend = await openBackend(config.generate, root).catch(asUsage);
    const verifyCommand = config.generate.verify;
    const options = {
      backend: begun === null ? backend : resuming(backend, begun),
      maxRepairs: config.generate.max_repairs,
      signal: cancel.signal,
      report: (phase: Phase, message: string) => note(`${sinceStart(started)}  ${phase}  ${message}`),
      verify: verifyCommand === null ? null : (await import("../generate/verify-command.ts")).verifyWith(verifyCommand, root),
    };
    const run = { ...opened, options };
    return await conclude(run, await runWorkflow(run), { flags, cwd, untrusted });
  } catch (error) {
    if (cancel.signal.aborted) {
      note("Cancelled: nothing was written.");
      return CANCELLED;
    }
    if (error instanceof BackendFailed) throw new UsageError(describe(error));
    if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await backend?.dispose?.();
    claim?.release();
    opened?.linter.dispose();
  }
}

/** How long a run has taken, in a column: `  1.2 s`. */
function sinceStart(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(7);
}

interface Configured {
  config: Config;
  /** Keys that were not used. */
  untrusted: readonly string[];
}

async function configuration(root: string, flags: GenerateFlags, cwd: string): Promise<Configured> {
  const file = flags.config === undefined ? {} : { file: resolve(cwd, flags.config) };
  const [loaded] = await Promise.all([loadConfig(root, file), loadPython()]);
  const [problem] = loaded.problems;
  if (problem)
    throw new UsageError(
      `${visible(problem.path)}: ${visible(problem.message)} Generation is off until the configuration is right.`,
    );
  noteUntrusted(loaded.untrusted);
  const { generate: settings } = loaded.config;
  const config = {
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
  return { config, untrusted: loaded.untrusted };
}

/** The draft that a blocked run's report keeps. */
function draftIn(named: string, cwd: string): Draft {
  const text = textOf(resolve(cwd, named));
  if (text === null) throw new UsageError(`--resume: ${visible(named)} can not be read`);
  let draft: Draft | null;
  try {
    draft = readKeptDraft(text, "of the last run");
  } catch (error) {
    throw new UsageError(`--resume: ${visible(named)} keeps a draft that can not be read: ${(error as Error).message}`);
  }
  if (draft === null)
    throw new UsageError(
      `--resume: ${visible(named)} keeps no draft: give the file that --report named when the run was blocked`,
    );
  return draft;
}

/** A mistake in a backend's own code is shown with its place: whoever writes one looks for it. */
function describe({ message, cause }: BackendFailed): string {
  const isMistake = cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof RangeError;
  return isMistake ? `${message}\n${cause.stack ?? ""}` : message;
}

function asUsage(error: unknown): never {
  if (error instanceof BackendUnusable) throw new UsageError(error.message);
  throw error;
}
