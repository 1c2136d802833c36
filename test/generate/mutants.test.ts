import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  codeOf,
  generateModule,
  openWorkspaces,
  SPECS,
  testsOf,
  writeModule,
  type GeneratedModule,
} from "./generated-modules.ts";
import { KINDS, mutationsOf, type Mutation } from "./mutations.ts";
import { EQUIVALENT, type Survivor } from "./mutants/survivors.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";

// The generated tests against mistakes in the generated code. A sample of the mutants runs here, always the same one; all of them with
// `L9_MUTANTS=all npx vitest run test/generate/mutants.test.ts` (some minutes). `L9_MUTANTS=<module>` runs all mutants of one module.

const WANTED = process.env.L9_MUTANTS ?? "";
const SEED = 20_251_218;
/** Mutants of a kind in the sample, of whatever module. */
const PER_KIND = 2;
const PARALLEL = 2;
/** A mutant whose tests do not end within this time counts as found. */
const SECONDS = 20;
const BAR = 0.95;

interface Mutant extends Mutation {
  id: string;
  module: string;
  path: string;
  tests: string[];
}

interface Outcome {
  id: string;
  outcome: "killed" | "survived" | "timeout" | "broken";
  by: string | null;
}

const workspaces = openWorkspaces();
const { whole } = workspaces.roots;
const mutants: Mutant[] = [];
const outcomes = new Map<string, Outcome>();

describe.skipIf(!hasPython())("mutants of the template's modules", () => {
  beforeAll(async () => {
    const modules: GeneratedModule[] = [];
    for (const spec of SPECS) {
      if (WANTED !== "" && WANTED !== "all" && WANTED !== spec.name) continue;
      const module = await generateModule(workspaces.roots[spec.contracts], spec);
      modules.push(module);
      writeModule(whole, module);
    }
    mutants.push(...chosen(modules.flatMap(mutantsOf), randomOf(SEED)));
    const baseline = modules.flatMap((module) =>
      codeOf(module)
        .slice(0, 1)
        .map((path) => ({ id: `${module.name} as it is`, path, text: module.files.get(path) ?? "", tests: testsOf(module) })),
    );
    for (const outcome of await run([...baseline, ...mutants])) outcomes.set(outcome.id, outcome);
    for (const { id } of baseline) expect(outcomes.get(id), id).toMatchObject({ outcome: "survived" });
  }, 1_800_000);
  afterAll(() => workspaces.dispose());

  it("are of more than ten kinds, each of them found in some module", () => {
    const kinds = new Set(mutants.map(({ kind }) => kind));
    if (WANTED === "" || WANTED === "all") expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(10);
  });

  it("all run: none breaks the runner", () => {
    expect([...outcomes.values()].filter(({ outcome }) => outcome === "broken")).toEqual([]);
    expect(mutants.filter(({ id }) => !outcomes.has(id))).toEqual([]);
  });

  it("make a generated test fail, at least 95 of 100; the others are known, with a reason", () => {
    const survived = mutants.filter(({ id }) => outcomes.get(id)?.outcome === "survived");
    const killed = mutants.length - survived.length;
    process.stdout.write(`${mutants.length} mutants (seed ${SEED}): ${killed} killed, ${survived.length} survived\n`);
    const unknown = survived.filter((mutant) => !EQUIVALENT.some((one) => matches(one, mutant)));
    expect(unknown.map(({ id, before, after }) => `${id}: ${before} → ${after}`)).toEqual([]);
    expect(killed / mutants.length).toBeGreaterThanOrEqual(BAR);
    if (WANTED === "all") {
      const unused = EQUIVALENT.filter((one) => !survived.some((mutant) => matches(one, mutant)));
      expect(unused, "a reason that no survivor needs any more").toEqual([]);
    }
  });

  it.each(KINDS)("kind: %s", (kind) => {
    const own = mutants.filter((mutant) => mutant.kind === kind);
    if (own.length === 0) return;
    expect(own.some(({ id }) => outcomes.get(id)?.outcome !== "survived")).toBe(true);
  });
});

function mutantsOf(module: GeneratedModule): Mutant[] {
  return codeOf(module).flatMap((path) =>
    mutationsOf(module.files.get(path) ?? "").map((one, at) => ({
      ...one,
      id: `${module.name}, ${path}:${one.line}, ${one.kind} (${at})`,
      module: module.name,
      path,
      tests: testsOf(module),
    })),
  );
}

/** The sample: of each kind some, the same in every run. */
function chosen(all: readonly Mutant[], random: () => number): Mutant[] {
  if (WANTED !== "") return [...all];
  return KINDS.flatMap((kind) => {
    const own = all.filter((mutant) => mutant.kind === kind);
    return own
      .map((mutant) => ({ mutant, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, PER_KIND)
      .map(({ mutant }) => mutant);
  });
}

function matches({ kind, before, after }: Survivor, mutant: Mutant): boolean {
  return kind === mutant.kind && before.test(mutant.before) && (after === undefined || after.test(mutant.after));
}

async function run(jobs: readonly { id: string; path: string; text: string; tests: readonly string[] }[]): Promise<Outcome[]> {
  const child = spawn(PYTHON, [join(import.meta.dirname, "mutants", "run.py")], {
    env: PYTHON_ENVIRONMENT,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  child.stdin.end(JSON.stringify({ root: whole, parallel: PARALLEL, seconds: SECONDS, jobs }));
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status !== 0) throw new Error(`the runner ended with ${String(status)}: ${errors}`);
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Outcome);
}

/** Numbers from 0 to 1, always the same ones for a seed (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
