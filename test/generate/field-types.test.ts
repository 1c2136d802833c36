import { spawnSync } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { VARIANTS, variantWorkspace } from "./field-types.ts";
import { generateModule, SPECS, testsOf, writeModule } from "./generated-modules.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
import { CELLS, outcomeOf } from "./type-matrix.ts";

/** Of each place one type that a value is known for, those that once failed among them. */
const SAMPLE = [
  "metadata, the correlation id: bytes",
  "provenance, the source: str",
  "tool request, the correlation id: Union[UUID, str]",
  "tool request, the correlation id: List[UUID]",
  "tool request, a field more: Inner",
  "service answer, a field more: State",
];

// A field of a contract is given a value of its type: what the template writes is run under pydantic.

describe.skipIf(!hasPython())("the tests of generated modules pass over contracts with", () => {
  it.each(VARIANTS)(
    "$about",
    async ({ specs, changes }) => {
      const { root, dispose } = variantWorkspace(changes);
      onTestFinished(dispose);
      const paths: string[] = [];
      for (const name of specs) {
        const spec = SPECS.find((one) => one.name === name);
        if (!spec) throw new Error(`there is no spec ${name}`);
        const module = await generateModule(root, spec);
        expect(module.result, JSON.stringify("blockers" in module.result ? module.result.blockers : null)).toMatchObject({
          status: "attested",
        });
        writeModule(root, module);
        paths.push(...testsOf(module));
      }
      const run = spawnSync(PYTHON, ["-m", "pytest", "-q", "--color=no", "--tb=short", ...paths], {
        cwd: root,
        env: PYTHON_ENVIRONMENT,
        encoding: "utf8",
      });
      expect(run.stdout).toMatch(/^\d+ passed/m);
      expect(run.status, `${run.stdout}${run.stderr}`.slice(-6000)).toBe(0);
    },
    60_000,
  );
});

// `npm run matrix` runs them all.
describe.skipIf(!hasPython())("a cell of the matrix passes, or asks:", () => {
  const cells = CELLS.filter(({ place, type }) => SAMPLE.includes(`${place}: ${type}`));

  it("are there", () => {
    expect(cells).toHaveLength(SAMPLE.length);
  });

  it.each(cells)(
    "$place: $type",
    async (cell) => {
      expect((await outcomeOf(cell)).kind).toBe("passes");
    },
    60_000,
  );
});

describe("what has no value of the field's type is asked for", () => {
  it.each([
    ["a number that nobody gave", "    correlation_id: str", "    correlation_id: str\n    weight: float", "`weight`, `float`"],
    [
      "an agent that is known by a UUID",
      "    correlation_id: str",
      "    correlation_id: str\n    agent_id: UUID",
      "`agent_id`, `UUID`",
    ],
    [
      "a pattern that ids may not follow",
      "    correlation_id: str",
      '    correlation_id: str = Field(..., regex="^c-")',
      "`correlation_id`, `str`",
    ],
    [
      "a literal without the module's packet types",
      "    packet_type: str = Field(..., min_length=1)",
      '    packet_type: Literal["other.in"]',
      '`packet_type`, `Literal["other.in"]`',
    ],
  ])("%s", async (_, from, to, asked) => {
    const { root, dispose } = variantWorkspace([
      ["memory/substrate_models.py", from, to],
      ["memory/substrate_models.py", "from typing import ", "from typing import Literal, "],
    ]);
    onTestFinished(dispose);
    const [spec] = SPECS;
    const { result } = await generateModule(root, spec as (typeof SPECS)[number]);
    expect(result).toMatchObject({ status: "blocked", blockers: [{ blocker: "INVENTION_REQUIRED" }] });
    expect(JSON.stringify(result)).toContain(JSON.stringify(asked).slice(1, -1));
  });
});
