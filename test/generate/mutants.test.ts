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
import { runJobs, SAMPLE_IMPORTS, type Outcome } from "./mutants/runner.ts";
import { EQUIVALENT, isKnown } from "./mutants/survivors.ts";
import { hasPython } from "./python.ts";
import { randomOf, sampleOf } from "./random.ts";

// The generated tests against mistakes in the generated code. A sample of the mutants runs here, always the same one; all of them with
// `L9_MUTANTS=all npx vitest run test/generate/mutants.test.ts` (some minutes). `L9_MUTANTS=<module>` runs all mutants of one module.

const WANTED = process.env.L9_MUTANTS ?? "";
const SEED = 20_251_218;
/** Mutants of a kind in the sample, of whatever module. */
const PER_KIND = 2;
const BAR = 0.95;

interface Mutant extends Mutation {
  id: string;
  module: string;
  path: string;
  tests: string[];
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
    // What no mutant is made of here is run as it is by the tests of the template.
    const used = new Set(mutants.map(({ module }) => module));
    const baseline = modules
      .filter(({ name }) => used.has(name))
      .flatMap((module) =>
        codeOf(module)
          .slice(0, 1)
          .map((path) => ({ id: `${module.name} as it is`, path, text: module.files.get(path) ?? "", tests: testsOf(module) })),
      );
    const setting = { script: join(import.meta.dirname, "mutants", "run.py"), root: whole, imports: SAMPLE_IMPORTS };
    for (const outcome of await runJobs(setting, [...baseline, ...mutants])) outcomes.set(outcome.id, outcome);
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
    const unknown = survived.filter((mutant) => !EQUIVALENT.some((one) => isKnown(one, mutant)));
    expect(unknown.map(({ id, before, after }) => `${id}: ${before} → ${after}`)).toEqual([]);
    expect(killed / mutants.length).toBeGreaterThanOrEqual(BAR);
    if (WANTED === "all") {
      const unused = EQUIVALENT.filter((one) => !survived.some((mutant) => isKnown(one, mutant)));
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
  return KINDS.flatMap((kind) =>
    sampleOf(
      all.filter((mutant) => mutant.kind === kind),
      PER_KIND,
      random,
    ),
  );
}
