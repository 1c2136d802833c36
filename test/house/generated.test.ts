import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { frameworkIndexText } from "../../server/build/framework-index.ts";
import { configJsonSchema } from "../../server/build/config-schema-json.ts";
import { ownRuleJsonSchema } from "../../server/build/own-rule-schema.ts";
import { pageTexts } from "../../server/build/pages.ts";
import { ruleIndexText } from "../../server/build/rule-index.ts";
import { reportJsonSchema } from "../../server/build/report-schema.ts";
import { toolJsonSchemas } from "../../server/build/tool-schemas.ts";
import { skillText } from "../../server/build/skill.ts";
import { specJsonSchema } from "../../server/build/spec-schema.ts";

// What is made from other files is what they make of it now. "npm run generate" writes all of it anew.

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

it("rules/index.ts is current", () => {
  expect(ruleIndexText(join(root, "rules"))).toBe(read("rules", "index.ts"));
});

it("the index of the frameworks is current", () => {
  const folder = join(root, "server", "facts", "frameworks");
  expect(frameworkIndexText(folder)).toBe(readFileSync(join(folder, "index.ts"), "utf8"));
});

it("the README's sample and the tables of the pages under docs/ are current", async () => {
  for (const [page, text] of Object.entries(await pageTexts(root))) expect(text, page).toBe(read(page));
});

it("the configuration's JSON Schema is current", () => {
  expect(configJsonSchema()).toBe(read("server", "project", "l9.config.schema.json"));
});

it("the JSON Schema of a repository's own rules is current", () => {
  expect(ownRuleJsonSchema()).toBe(read("server", "project", "own-rules", "own-rule.schema.json"));
});

it("the spec's JSON Schema is current", () => {
  expect(`${JSON.stringify(specJsonSchema(), null, 2)}\n`).toBe(read("server", "facts", "spec", "spec.schema.json"));
});

it("the JSON Schemas of the MCP server's tools are current", () => {
  expect(`${JSON.stringify(toolJsonSchemas(), null, 2)}\n`).toBe(read("server", "mcp", "tools.schema.json"));
});

it("the report's JSON Schema is current", () => {
  expect(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`).toBe(read("server", "cli", "formats", "report.schema.json"));
});

it("the skill for coding agents is current", async () => {
  expect(await skillText()).toBe(read("client", "agents", "skills", "l9-modules", "SKILL.md"));
});
