import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { fixText } from "../../server/lint/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";

const fixtures = join(import.meta.dirname, "..", "fixtures", "specs");
const select = rules.filter((rule) => rule.spec).map(({ id }) => id);

function linterFor(folder: string, only: readonly string[] = select): Linter {
  return new Linter(join(fixtures, folder), { ...defaultConfig, scope: "all" }, { select: only });
}

describe.each(readdirSync(join(fixtures, "v2.6")))("%s", (name) => {
  const path = join(fixtures, "v2.6", name);

  it("gives one layout finding, no missing key, and a warning for each endpoint that breaks off", () => {
    const linter = linterFor("v2.6");
    const findings = linter.check(path);
    const count = (rule: string): number => findings.filter((finding) => finding.rule === rule).length;
    const { text } = linter.files.read(path) as { text: string };
    expect(count("legacy_spec_layout")).toBe(1);
    expect(count("placeholder_spec_value")).toBe(text.match(/^ +endpoint: .*\/\.\.\.$/gm)?.length);
    expect(findings).toHaveLength(1 + count("placeholder_spec_value"));
    expect(findings.every(({ severity }) => severity === "warning")).toBe(true);
    linter.dispose();
  });

  it("has nothing but its endpoints left to answer after the migration", () => {
    const linter = linterFor("v2.6");
    const { text } = linter.files.read(path) as { text: string };
    const migrated = fixText(linterFor("v2.6", ["legacy_spec_layout"]), path, text, "unsafe");
    expect(migrated.applied).toBe(1);
    const left = linter.checkText(path, migrated.text);
    expect(new Set(left.map(({ rule }) => rule))).toEqual(new Set(["placeholder_spec_value"]));
    expect(
      left.every(({ message }) => /`module\.interfaces\.outbound\[\d\]\.endpoint` is still a placeholder/.test(message)),
    ).toBe(true);
    expect(fixText(linterFor("v2.6", ["legacy_spec_layout"]), path, migrated.text, "unsafe")).toEqual({
      text: migrated.text,
      applied: 0,
      left: [],
    });
  });
});

it.each(readdirSync(join(fixtures, "completed")))("the completed %s is clean", (name) => {
  const linter = linterFor("completed");
  expect(linter.check(join(fixtures, "completed", name))).toEqual([]);
  linter.dispose();
});
