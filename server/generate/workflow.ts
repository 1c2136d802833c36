import type { Draft, ManifestEntry } from "./backend.ts";
import { Blocked, type Blocker, type Phase } from "./blocker.ts";
import type { ContractExtractions } from "./contract-extractions.ts";
import { attest, type Attestation } from "./phases/attest.ts";
import { unattested } from "./unattested.ts";
import { evidence, type Evidence } from "./phases/evidence.ts";
import { extract, type ContractChange } from "./phases/extract.ts";
import { generate } from "./phases/generate.ts";
import { parse } from "./phases/parse.ts";
import { plan, taskFor } from "./phases/plan.ts";
import { read } from "./phases/read.ts";
import { open, validate } from "./phases/validate.ts";
import type { Run, VerifyResult } from "./run.ts";

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
}

/** The run stopped at a gate: nothing is written. What was found out until then is shown. */
export interface Stopped {
  readonly status: "blocked";
  readonly phase: Phase;
  readonly blockers: readonly Blocker[];
  readonly attestation: Attestation | null;
}

/**
 * WORKFLOW: the nine phases in order, none skipped. Throws what `signal` was aborted with on cancellation, and any error of a backend that is no
 * missing fact.
 */
export async function runWorkflow(run: Run): Promise<Generated | Stopped> {
  const { signal, report, verify } = run.options;
  let attestation: Attestation | null = null;
  const begin = async (phase: Phase, what: string): Promise<void> => {
    signal.throwIfAborted();
    report(phase, what);
    // Most phases never wait: what is shown goes out here, and a cancellation comes in.
    await new Promise(setImmediate);
    signal.throwIfAborted();
  };
  try {
    await begin("0_READ", "Reading the Space");
    read(run);
    await begin("1_PARSE", "Checking the spec");
    parse(run);
    await begin("2_EXTRACT", "Extracting contracts");
    const { contracts, changes } = extract(run);
    await begin("3_PLAN", "Planning the files");
    const manifest = plan(run);
    const task = taskFor(run, contracts, manifest);
    await begin("4_GENERATE", `Generating with ${run.options.backend.name}`);
    const first = await generate(run, task);
    await begin("5_DOCUMENT", "Collecting README and wiring");
    await begin("6_VALIDATE", "Checking the draft");
    const draft = await validate(run, task, first);
    open(run, draft);
    const verified = verify ? await verify(draft, signal) : null;
    await begin("7_EVIDENCE", "Computing the evidence");
    const table = evidence(run);
    await begin("8_ATTEST", "Attesting");
    attestation = attest(run, contracts, table);
    const failed = unattested(run, attestation, table, verified);
    if (failed.length > 0) throw new Blocked("8_ATTEST", failed);
    return { status: "attested", draft, manifest, contracts, changes, evidence: table, attestation, verify: verified };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return { status: "blocked", phase: error.phase, blockers: error.blockers, attestation };
  }
}
