import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prove } from "./proof/prove.ts";
import { proofSpecs } from "./proof/specs.ts";
import { hasPython } from "./python.ts";

// What `npm run proof` draws and does, on a few specs.

const SEED = 20_261_130;

describe("specs of the proof", () => {
  it("are the same for a seed, and others for another", () => {
    const texts = (seed: number): string[] => proofSpecs(seed, 20).map(({ text }) => text);
    expect(texts(SEED)).toEqual(texts(SEED));
    expect(texts(SEED + 1)).not.toEqual(texts(SEED));
  });

  it("are of every kind, and of several ways to do each thing", () => {
    const specs = proofSpecs(SEED, 50);
    const several = { kind: 5, auth: 5, idempotency: 8, routes: 3, outbound: 5, errors: 10, contracts: 12 } as const;
    for (const [what, least] of Object.entries(several))
      expect(new Set(specs.map((spec) => spec[what as keyof typeof several])).size, what).toBeGreaterThanOrEqual(least);
  });
});

it.skipIf(!hasPython())(
  "a form without a correlation id falls back to the thread, in the tests too",
  { timeout: 300_000 },
  async () => {
    const spec = proofSpecs(SEED, 6).find(({ kind, routes }) => kind === "adapter" && routes.includes("forms"));
    if (!spec) throw new Error("no spec with a form");
    const script = join(import.meta.dirname, "mutants", "run.py");
    const proof = await prove(spec, { mutants: 3, seed: SEED, script, keep: "" });
    expect(proof).toMatchObject({ outcome: "passes", mutants: 3 });
    expect(proof.tests).toBeGreaterThan(10);
  },
);

it.skipIf(!hasPython())("a tool whose substrate fails answers with the policy's category", { timeout: 300_000 }, async () => {
  const spec = proofSpecs(SEED, 7).at(-1);
  if (!spec?.errors.includes("storage_failure")) throw new Error("no tool with a policy for the substrate");
  const script = join(import.meta.dirname, "mutants", "run.py");
  expect(await prove(spec, { mutants: 12, seed: SEED, script, keep: "" })).toMatchObject({
    outcome: "passes",
    mutants: 12,
    said: "",
  });
});
