import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ATTESTATION_CHECKS, type Rule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { defaultProfile } from "../../rules/profile/index.ts";
import { profileSchema } from "../../rules/profile/schema.ts";
import { ruleFiles } from "../../server/build/rule-index.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { asked } from "../rules/asked.ts";
import { readCases } from "../../server/cli/rule-cases/case.ts";

// What every rule must have: its name, its words, its test, examples that are true.

const root = join(import.meta.dirname, "..", "..");
const files = ruleFiles(join(root, "rules"));

beforeAll(() => loadPython());

const sample = join(root, "test", "fixtures", "workspaces", "orders");

/** Where an example of a family lies, for rules that hold only for some files. */
const PATHS: Record<string, string> = {
  tests: "tests/test_example.py",
  governance: "core/governance/example.py",
  executor: "core/agents/example_executor.py",
};

/** Of the program itself: what a document of files can not show is tested elsewhere. */
const TESTED_ELSEWHERE: Record<string, string> = {
  config_invalid: "test/cli/config.test.ts",
  internal_error: "test/lint/internal-error.test.ts",
  unused_baseline_entry: "test/cli/baseline.test.ts",
};

/** One file shows it: rules over several files, the disk or the program itself are shown by their test document only. */
function isShownByOneFile(rule: Rule): boolean {
  if (rule.module || rule.agreement || rule.space || (rule.moduleSizes && !rule.pythonFile)) return false;
  return rule.family !== "program";
}

it("every rule file is in the index, and nothing else", () => {
  expect(rules.map((rule) => rule.id)).toEqual(files.map(({ id }) => id));
});

it("no two rules have one id", () => {
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
});

it("every test document belongs to a rule", () => {
  const documents = readdirSync(join(root, "test", "rules")).filter((name) => name.endsWith(".md"));
  const ids = new Set(rules.map((rule) => `${rule.id}.md`));
  expect(documents.filter((name) => !ids.has(name))).toEqual([]);
});

/** Rules that no check of the attestation counts, beside the spec's own, and why. */
const UNCOUNTED: Record<string, string> = {
  agreement_broken: "it holds files of the repository against each other, whatever module they belong to",
  agreement_unread: "it speaks of the configuration",
  config_invalid: "nothing is generated or verified until it is right",
  own_rule_invalid: "it says nothing of a module",
  space_file_stale: "the workspace's file wins, so nothing was extracted from the Space's",
  suppression_without_reason: "suppressions do not count in an attestation",
  unused_baseline_entry: "baselines do not count in an attestation",
  unused_suppression: "suppressions do not count in an attestation",
};

it("every rule says which check of the attestation counts it, or why none does", () => {
  const uncounted = rules.filter(({ check }) => check === null);
  expect(uncounted.filter(({ family }) => family !== "spec").map(({ id }) => id)).toEqual(Object.keys(UNCOUNTED));
  expect(rules.filter(({ check, family }) => check !== null && family === "spec").map(({ id }) => id)).toEqual([]);
  for (const { check } of rules) if (check !== null) expect(ATTESTATION_CHECKS).toContain(check);
});

it("the checks are the profile's, and a rule or the evidence table counts for each", () => {
  expect(defaultProfile.attestation_checks).toEqual(ATTESTATION_CHECKS);
  const counted = new Set(rules.map(({ check }) => check));
  expect(ATTESTATION_CHECKS.filter((check) => !counted.has(check))).toEqual(["evidence_table_complete"]);
});

it("the profile fits its schema", () => {
  expect(profileSchema.safeParse(defaultProfile).error?.issues ?? []).toEqual([]);
});

it("every forbidden pattern of the profile is a rule", () => {
  const ids = rules.map((rule) => rule.id);
  expect(Object.keys(defaultProfile.forbidden_patterns).filter((id) => !ids.includes(id))).toEqual([]);
});

describe.each(files)("$id", ({ id, path }) => {
  const rule = rules.find((candidate) => candidate.id === id) as Rule;

  it("is named by its file and its folder", () => {
    expect(path).toBe(`${rule.family}/${rule.id}.ts`);
  });

  it("says what, why and what to do in whole sentences", () => {
    for (const text of [rule.what, rule.why, rule.instead]) {
      expect(text).toMatch(/^\S.*[.)]$/s);
      expect(text).not.toMatch(/\s\s|\n/);
    }
  });

  it("has a test document with cases that are found and cases that are not", () => {
    const elsewhere = TESTED_ELSEWHERE[id];
    if (elsewhere) return expect(readFileSync(join(root, elsewhere), "utf8")).toContain(id);
    const document = join(root, "test", "rules", `${id}.md`);
    expect(existsSync(document)).toBe(true);
    const text = readFileSync(document, "utf8");
    expect(text.startsWith(`# ${id}\n`)).toBe(true);
    const counts = readCases(text).map(
      ({ files: blocks }) => blocks.flatMap(({ expectations }) => expectations).filter(({ rule: name }) => name === id).length,
    );
    expect(counts.some((count) => count > 0)).toBe(true);
    expect(counts.some((count) => count === 0)).toBe(true);
  });

  it("has examples that are true", () => {
    if (!isShownByOneFile(rule)) return;
    expect(rule.examples.length).toBeGreaterThan(0);
    for (const { bad, good } of rule.examples) {
      expect(check(rule, bad).length, bad).toBeGreaterThan(0);
      expect(check(rule, good), good).toEqual([]);
    }
  });
});

/** What the rule finds in this source, as a new file of the sample workspace, whose contracts it may use. */
function check(rule: Rule, source: string): string[] {
  const name = rule.languages[0] === "yaml" ? "specs/example.module-spec.yaml" : (PATHS[rule.family] ?? "api/example.py");
  const linter = new Linter(sample, { ...defaultConfig, scope: "all" }, { select: [rule.id], questions: asked });
  try {
    linter.scan();
    return linter.checkText(join(sample, name), source).map((finding) => `${finding.rule}: ${finding.message}`);
  } finally {
    linter.dispose();
  }
}
