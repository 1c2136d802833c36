import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import type { Generated } from "../../server/generate/workflow.ts";
import {
  generateModule,
  openWorkspaces,
  SPECS,
  testsOf,
  writeModule,
  type GeneratedModule,
  type Knowledge,
} from "./generated-modules.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
import { snapshot } from "./workspace.ts";

const workspaces = openWorkspaces();
const { roots } = workspaces;
const modules = new Map<string, GeneratedModule>();
let before: Record<string, string> = {};

beforeAll(async () => {
  before = snapshot(roots.whole);
  for (const spec of SPECS) modules.set(spec.name, await generateModule(roots[spec.contracts], spec));
  for (const module of modules.values()) writeModule(roots[module.contracts], module);
}, 120_000);
afterAll(() => workspaces.dispose());

function moduleOf(name: string): GeneratedModule {
  const module = modules.get(name);
  if (!module) throw new Error(`${name} was not generated`);
  return module;
}

/** What a spec requires, read without the code that is tested. */
function acceptanceNames(module: GeneratedModule): string[] {
  const text = readFileSync(join(roots[module.contracts], module.spec), "utf8");
  const [, list = ""] = /^ {2}acceptance:\n {4}required:((?:.|\n)*?)(?=\n {4}\w|\n {2}\w|$(?![\s\S]))/m.exec(text) ?? [];
  const names = list.trimStart().startsWith("[")
    ? list.replace(/[[\]\n]/g, "").split(",")
    : [...list.matchAll(/^ {4,6}- (?:\{ )?(?:id: )?(\w+)/gm)].map(([, name]) => name ?? "");
  return names.map((name) => name.trim()).filter(Boolean);
}

describe.each(SPECS)("$about: $name", ({ name }) => {
  it("is attested, 8 of 8, within the budget", () => {
    const { result } = moduleOf(name);
    expect(result, JSON.stringify("blockers" in result ? result.blockers : null)).toMatchObject({ status: "attested" });
    const { attestation, draft, manifest, evidence } = result as Generated;
    expect(attestation.passed).toBe(true);
    expect(attestation.checks.map(({ status }) => status)).toEqual(Array(8).fill("passed"));
    expect(draft.files.map(({ path }) => path)).toEqual(manifest.map(({ path }) => path));
    expect(draft.files.length).toBeLessThanOrEqual(8);
    expect(evidence.missing).toEqual([]);
  });
  it("has lines that people can read", () => {
    for (const [path, text] of moduleOf(name).files) {
      if (!path.endsWith(".py")) continue;
      expect(
        text.split("\n").filter((line) => line.length > 130 || /\s$/.test(line) || line.includes("\t")),
        path,
      ).toEqual([]);
      expect(text, path).not.toMatch(/\b(?:undefined|null|\[object)\b/);
      if (text !== "") expect(text, path).toMatch(/[^\n]\n$/);
    }
  });
});

describe.each<Knowledge>(["whole", "open"])("the workspace with its modules (%s)", (knowledge) => {
  it("holds only planned files, and `check` finds nothing in them", () => {
    const own = SPECS.filter(({ contracts }) => contracts === knowledge).map(({ name }) => moduleOf(name));
    if (knowledge === "whole") {
      const planned = own.flatMap(({ files }) => [...files.keys()]);
      const added = Object.keys(snapshot(roots.whole)).filter((path) => !(path in before));
      expect(added.sort()).toEqual(planned.sort());
    }
    const linter = new Linter(roots[knowledge], defaultConfig);
    try {
      linter.scan();
      for (const { spec, files } of own) {
        for (const path of [spec, ...files.keys()]) {
          const findings = linter.check(join(roots[knowledge], path)).map(({ rule, message }) => `${path}: ${rule}: ${message}`);
          expect(findings).toEqual([]);
        }
      }
    } finally {
      linter.dispose();
    }
  });
});

describe("the same task gives the same bytes", () => {
  it("in a second run over the module that the first one wrote", async () => {
    const { files } = await generateModule(roots.whole, moduleOf("orders_webhook"));
    expect([...files]).toEqual([...moduleOf("orders_webhook").files]);
  });
  it.each(SPECS.filter(({ contracts }) => contracts === "whole"))(
    "with contracts known only from the Space: $name",
    async (spec) => {
      const module = await generateModule(roots.space, spec);
      expect([...module.files]).toEqual([...moduleOf(spec.name).files]);
      expect(module.files.size).toBeGreaterThan(0);
    },
  );
});

describe.skipIf(!hasPython())("under Python", () => {
  /** The tests that ran, by file, with whether they passed. */
  const ran = new Map<string, Map<string, boolean>>();
  let output = "";

  beforeAll(() => {
    for (const module of modules.values()) writeModule(roots.whole, module);
    const paths = [...modules.values()].flatMap(testsOf);
    const run = spawnSync(
      PYTHON,
      ["-m", "pytest", "-q", "-rA", "--color=no", "--tb=short", "-W", "error::RuntimeWarning", ...paths],
      {
        cwd: roots.whole,
        env: PYTHON_ENVIRONMENT,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    output = `${run.stdout}${run.stderr}`;
    for (const [, outcome, path = "", test = ""] of run.stdout.matchAll(/^(PASSED|FAILED|ERROR) (\S+?\.py)::(\w+)/gm)) {
      const tests = ran.get(path) ?? new Map<string, boolean>();
      ran.set(path, tests.set(test, (tests.get(test) ?? true) && outcome === "PASSED"));
    }
  }, 120_000);

  it.each(SPECS)("every test of $name passes, every acceptance name among them", ({ name }) => {
    const module = moduleOf(name);
    const tests = testsOf(module).map((path) => ran.get(path) ?? new Map<string, boolean>());
    const failed = tests.flatMap((some) => [...some].filter(([, passed]) => !passed).map(([test]) => test));
    expect(failed, output.slice(-8000)).toEqual([]);
    const names = tests.flatMap((some) => [...some.keys()]);
    const written = testsOf(module).flatMap((path) => [...(module.files.get(path) ?? "").matchAll(/^def (test_\w+)/gm)]);
    expect(names.sort()).toEqual(written.map(([, test]) => test).sort());
    const required = acceptanceNames(module);
    expect(required.length).toBeGreaterThan(2);
    expect(names).toEqual(expect.arrayContaining(required.map((test) => `test_${test}`)));
  });
});
