import type { Draft, ManifestEntry } from "./backend.ts";
import { Blocked, type Blocker, type Phase } from "./blocker.ts";
import type { ContractExtractions } from "./contract-extractions.ts";
import { attest, type Attestation } from "./phases/attest.ts";
import { unattested } from "./unattested.ts";
import type { Evidence } from "./phases/evidence.ts";
import { extract, type ContractChange } from "./phases/extract.ts";
import { generate } from "./phases/generate.ts";
import { parse } from "./phases/parse.ts";
import { plan, taskFor } from "./phases/plan.ts";
import { read } from "./phases/read.ts";
import { open, validate } from "./phases/validate.ts";
import type { Run, VerifyResult } from "./run.ts";
import { moduleStatus } from "./status.ts";
import type { Tokens } from "./tokens.ts";

/** A module as the run made it, not written yet. */
export interface Generated {
  readonly status: "attested";
  readonly draft: Draft;
  readonly manifest: readonly ManifestEntry[];
  readonly contracts: ContractExtractions;
  readonly changes: readonly ContractChange[];
  readonly evidence: Evidence;
  readonly attestation: Attestation;
  readonly verify: VerifyResult | null;
  /** What its requests to a model cost, in their order. */
  readonly tokens: readonly Tokens[];
}

/** The run stopped at a gate: nothing is written. What was found out until then is shown. */
export interface Stopped {
  readonly status: "blocked";
  readonly phase: Phase;
  readonly blockers: readonly Blocker[];
  readonly attestation: Attestation | null;
  /** What was refused, where the run came to a draft. */
  readonly draft: Draft | null;
  /** How the user's own check ended, where the run came to it. */
  readonly verify?: VerifyResult | null;
  readonly tokens: readonly Tokens[];
}

/**
 * WORKFLOW: the nine phases in order, none skipped. Throws what `signal` was aborted with on cancellation, and any error of a backend that is no
 * missing fact.
 */
export async function runWorkflow(asked: Run): Promise<Generated | Stopped> {
  const tokens: Tokens[] = [];
  const run: Run = { ...asked, options: { ...asked.options, spent: (one) => void tokens.push(one) } };
  try {
    await begin(run, "0_READ", "Reading the Space");
    await prepare(run);
    read(run);
    await begin(run, "1_PARSE", "Checking the spec");
    parse(run);
    await begin(run, "2_EXTRACT", "Extracting contracts");
    const { contracts } = extract(run);
    await begin(run, "3_PLAN", "Planning the files");
    const manifest = plan(run);
    const task = taskFor(run, contracts, manifest);
    await begin(run, "4_GENERATE", `Generating with ${run.options.backend.name}`);
    const first = await generate(run, task);
    await begin(run, "5_DOCUMENT", "Collecting README and wiring");
    await begin(run, "6_VALIDATE", "Checking the draft");
    const draft = await validate(run, task, first);
    return await conclude(run, { draft, manifest, tokens });
  } catch (error) {
    return stopped(error, tokens);
  }
}

function stopped(error: unknown, tokens: readonly Tokens[]): Stopped {
  if (!(error instanceof Blocked)) throw error;
  return { status: "blocked", phase: error.phase, blockers: error.blockers, attestation: null, draft: error.draft, tokens };
}

/** Loads the parsers of what the module will be. */
function prepare(run: Run): Promise<void> {
  return run.linter.prepare([run.specPath, ...run.module().allowed]);
}

/**
 * The same module with some of its files left as the workspace has them: what a person edited and wants to keep. What is attested is what there will
 * be, so the last phases run again. @param kept paths of the manifest
 */
export async function keeping(run: Run, generated: Generated, kept: ReadonlySet<string>): Promise<Generated | Stopped> {
  const current = new Map(generated.manifest.map((entry) => [entry.path, entry.current]));
  const files = generated.draft.files.map(({ path, content }) => ({
    path,
    content: kept.has(path) ? (current.get(path) ?? content) : content,
  }));
  return conclude(run, { ...generated, draft: { files } }).catch((error: unknown) => stopped(error, generated.tokens));
}

/** What a draft is that passed 6_VALIDATE. */
type Validated = Pick<Generated, "draft" | "manifest" | "tokens">;

/** The user's own check, 7_EVIDENCE and 8_ATTEST. */
async function conclude(run: Run, { draft, manifest, tokens }: Validated): Promise<Generated | Stopped> {
  const { signal, verify } = run.options;
  if (verify) run.options.report("6_VALIDATE", "Running the command that verifies it");
  const verified = verify ? await verify(draft, signal) : null;
  // A model and a user's check take minutes: what is attested is what is there now, contracts, spec and neighbours read anew.
  const now: Run = { ...run.reopen(), options: run.options };
  try {
    await prepare(now);
    read(now);
    parse(now);
    const { contracts, changes } = extract(now);
    open(now, draft);
    await begin(run, "7_EVIDENCE", "Computing the evidence");
    const status = moduleStatus(now.linter, now.module());
    await begin(run, "8_ATTEST", "Attesting");
    const attestation = attest(now, status, contracts);
    const blockers = unattested(now, attestation, status, verified);
    const ended = { draft, attestation, verify: verified, tokens };
    if (blockers.length > 0) return { status: "blocked", phase: "8_ATTEST", blockers, ...ended };
    return { status: "attested", manifest, contracts, changes, evidence: status.evidence, ...ended };
  } finally {
    now.linter.dispose();
  }
}

async function begin({ options: { signal, report } }: Run, phase: Phase, what: string): Promise<void> {
  signal.throwIfAborted();
  report(phase, what);
  // Most phases never wait: what is shown goes out here, and a cancellation comes in.
  await new Promise(setImmediate);
  signal.throwIfAborted();
}
