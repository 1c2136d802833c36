import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { templateBackend } from "../../../server/generate/backends/template/backend.ts";
import { defaultConfig } from "../../../server/project/config.ts";
import { variantWorkspace } from "../field-types.ts";
import { codeOf, leaveOpen, testsOf, writeModule } from "../generated-modules.ts";
import { mutationsOf, type Mutation } from "../mutations.ts";
import { runJobs, SAMPLE_IMPORTS, type Job } from "../mutants/runner.ts";
import { EQUIVALENT, EQUIVALENT_ELSEWHERE, isKnown } from "../mutants/survivors.ts";
import { pydantic2, PYTHON, PYTHON_ENVIRONMENT } from "../python.ts";
import { randomOf, sampleOf } from "../random.ts";
import { runIn } from "../workspace.ts";
import type { ProofSpec } from "./specs.ts";

/** What became of a spec. */
export interface Proof {
  outcome: "passes" | "asks" | "blocked" | "tests fail" | "mutants survive" | "not run";
  /** Questions, blockers or the first lines of what failed. */
  said: string;
  tests: number;
  mutants: number;
  killed: number;
  /** Survivors that no test can tell from the code, by a reason that is written down. */
  known: number;
  seconds: number;
}

/** Of a module's changes so many must be found, or known to be none. */
const BAR = 0.95;
/** Others may be at work on the machine. */
const SECONDS = 90;

export interface Setting {
  /** How much of each module's code is changed, and by which chance. */
  mutants: number;
  seed: number;
  /** The path of `mutants/run.py`. */
  script: string;
  /** Where each workspace is left for a look, by the spec's number; empty for nowhere. */
  keep: string;
}

/** Generates a spec's module, runs its tests and changes a sample of its code. */
export async function prove(spec: ProofSpec, setting: Setting): Promise<Proof> {
  const started = Date.now();
  const proof: Proof = { outcome: "passes", said: "", tests: 0, mutants: 0, killed: 0, known: 0, seconds: 0 };
  const { root, dispose } = workspaceOf(spec);
  try {
    return { ...proof, ...(await proved(root, spec, setting)), seconds: Math.round((Date.now() - started) / 1000) };
  } finally {
    if (setting.keep !== "") cpSync(root, join(setting.keep, String(spec.number)), { recursive: true });
    dispose();
  }
}

async function proved(root: string, spec: ProofSpec, { mutants: count, seed, script }: Setting): Promise<Partial<Proof>> {
  const path = `specs/Module-Spec-${spec.module}.yaml`;
  put(join(root, path), spec.text);
  const config = { ...defaultConfig, contracts: { ...spec.shape.parts } };
  const { result } = await runIn(root, templateBackend(), { spec: path, maxRepairs: 0, config });
  if (result.status !== "attested") {
    const blockers = "blockers" in result ? result.blockers : [];
    const asks = blockers.length > 0 && blockers.every(({ blocker }) => blocker === "INVENTION_REQUIRED");
    return { outcome: asks ? "asks" : "blocked", said: blockers.map(({ issue }) => issue).join("\n") || JSON.stringify(result) };
  }
  const files = new Map(result.draft.files.map(({ path: file, content }) => [file, content]));
  const module = { files };
  writeModule(root, module);
  const seen = join(root, "seen");
  mkdirSync(seen);
  const run = spec.shape.pydantic === 2 ? pydantic2(seen) : { python: PYTHON, env: PYTHON_ENVIRONMENT };
  if (!run) return { outcome: "not run", said: "there is no pydantic 2 here" };
  const tests = testsOf(module);
  const code = codeOf(module);
  const imports = spec.shape.files ? ["structlog.testing", "memory.substrate_service"] : SAMPLE_IMPORTS;
  const all = code.flatMap((file) => mutationsOf(files.get(file) ?? "").map((one, at) => ({ file, one, id: `${file} ${at}` })));
  const chosen = sampleOf(all, count, randomOf(seed + spec.number));
  const jobs: Job[] = [
    { id: "as it is", path: code[0] ?? "", text: files.get(code[0] ?? "") ?? "", tests },
    ...chosen.map(({ file, one, id }) => ({ id, path: file, text: one.text, tests })),
  ];
  const outcomes = new Map(
    (await runJobs({ script, root, imports, seconds: SECONDS, ...run }, jobs)).map((outcome) => [outcome.id, outcome]),
  );
  const whole = outcomes.get("as it is");
  if (whole?.outcome !== "survived")
    return { outcome: "tests fail", said: `${whole?.outcome ?? "no answer"}: ${whole?.by ?? ""}` };
  const survived = chosen.filter(({ id }) => outcomes.get(id)?.outcome === "survived");
  const broken = chosen.filter(({ id }) => outcomes.get(id)?.outcome === "broken");
  const unknown = survived.filter(({ one }) => ![...EQUIVALENT, ...EQUIVALENT_ELSEWHERE].some((known) => isKnown(known, one)));
  const counts = {
    tests: whole.passed,
    mutants: chosen.length,
    killed: chosen.length - survived.length - broken.length,
    known: survived.length - unknown.length,
  };
  const left = [...unknown, ...broken];
  const enough = counts.killed + counts.known >= BAR * chosen.length;
  return enough && broken.length === 0
    ? { ...counts, said: left.map(({ file, one }) => changeOf(file, one)).join("\n") }
    : { ...counts, outcome: "mutants survive", said: left.map(({ file, one }) => changeOf(file, one)).join("\n") };
}

function changeOf(file: string, { kind, line, before, after }: Mutation): string {
  return `${file}:${line} ${kind}: ${before} → ${after}`;
}

/** The contracts of a spec, and nothing else. */
function workspaceOf({ shape }: ProofSpec): { root: string; dispose: () => void } {
  if (!shape.files) {
    const workspace = variantWorkspace(shape.changes);
    leaveOpen(workspace.root);
    return workspace;
  }
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-proof-")));
  for (const [path, text] of Object.entries(shape.files)) put(join(root, path), text);
  return { root, dispose: () => rmSync(root, { recursive: true, force: true }) };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
