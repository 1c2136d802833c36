import type { ModuleFile, Project } from "../../server/facts/project.ts";
import type { FileFacts } from "../../server/facts/kinds.ts";
import { defineRule, type Report } from "../define.ts";
import { ModuleNames } from "../shared/module-names.ts";
import { makesPacket, packetModels } from "../shared/packet-models.ts";

export default defineRule({
  id: "test_without_models",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A test file that imports none of the contract models that it exercises.",
  why: "Without the real models its expectations are made up: it goes on passing when the contract says something else.",
  instead: "Import the models that the module under test takes and gives, and build and compare real ones.",
  examples: [],
  pythonFile(context) {
    const { facts, project, isTest, path } = context;
    // A file of a module is looked at together with the code that it tests, below.
    if (!isTest || project.module || path.endsWith("/conftest.py")) return;
    check(facts, [], project, (report) => context.report(report));
  },
  module(module, context) {
    const names = new ModuleNames(module);
    for (const { path, facts } of names.tests) {
      if (!facts || path.endsWith("/conftest.py")) continue;
      const tested = facts.imports.flatMap(({ module: from, name }) => {
        const file =
          names.fileOf(from, path) ??
          (name === null ? null : names.fileOf(`${from}${from.endsWith(".") ? "" : "."}${name}`, path));
        return file && !file.isTest && crossesBoundary(file, name) ? [file] : [];
      });
      check(facts, [...new Set(tested)], context.project, (report) => context.report(path, report));
    }
  },
});

function check(facts: FileFacts, tested: readonly ModuleFile[], project: Project, report: (report: Report) => void): void {
  const test = facts.functions.find(({ name, within, owner }) => /^test_/.test(name) && (within === null || owner !== null));
  if (!test) return;
  const groups = modelGroups(project);
  const models = Object.values(groups).flat();
  if (facts.imports.some((fact) => bringsModel(fact, models, project))) return;
  const missing = exercised(facts, tested, groups, project);
  if (missing.length === 0) return;
  report({
    at: { start: 0, end: 0 },
    message: `This test exercises ${listed(missing)} and imports none of the contract models: import the real ones, and assert on them.`,
    data: { models: missing },
  });
}

/** A plain class, a router, a coroutine or the whole file; a pure helper such as `verify_signature` has no part in the contracts. */
function crossesBoundary({ facts }: ModuleFile, name: string | null): boolean {
  const definition = facts?.functions.find((fact) => fact.name === name && fact.within === null);
  if (definition) return definition.async;
  const owner = facts?.classes.find((fact) => fact.name === name && fact.within === null);
  if (owner) return owner.kind === "plain";
  return name === null || !/^_*[A-Z][A-Z0-9_]*$/.test(name);
}

/** The required models under the names that the repository has for them. */
function modelGroups({ profile, contracts }: Project): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(profile.schema_extraction.models_required).map(([group, names]) => [
      group,
      names.flatMap((name) => {
        const lookup = contracts.required(name);
        return lookup.status === "found" && lookup.class.name !== name ? [name, lookup.class.name] : [name];
      }),
    ]),
  );
}

/** `from memory.substrate_models import PacketEnvelopeIn`, and the import of a whole module that defines models. */
function bringsModel({ module, name }: FileFacts["imports"][number], models: readonly string[], project: Project): boolean {
  if (name !== null && (models.includes(name) || packetModels(project).includes(name))) return true;
  const dotted = name === null ? module : `${module}.${name}`;
  const homes = [
    ...Object.values(project.profile.required_imports)
      .filter(({ names }) => names.some((one) => models.includes(one)))
      .map((row) => row.module),
  ];
  return homes.includes(dotted) || (name === "*" && homes.includes(module));
}

/** The models that the test has to do with: its own packet calls, and what the code that it imports is made of. */
function exercised(
  facts: FileFacts,
  tested: readonly ModuleFile[],
  groups: Record<string, string[]>,
  project: Project,
): string[] {
  const found = new Set<string>();
  for (const one of [facts, ...tested.flatMap((file) => file.facts ?? [])]) {
    if (one.packetCalls.length > 0 || one.packets.some((fact) => makesPacket(fact, project)))
      found.add(project.contracts.nameOf("packet"));
    for (const { name } of one.imports) {
      if (name !== null && Object.values(groups).some((names) => names.includes(name))) found.add(name);
    }
  }
  return [...found].sort();
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  return names.length > 3 ? `${shown.join(", ")} and others` : shown.join(" and ");
}
