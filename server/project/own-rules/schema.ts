import { z } from "zod";
import { ATTESTATION_CHECKS } from "../../../rules/define.ts";
import type { MatcherData, RelationData } from "../../code/pattern/rule-data.ts";
import { slowGlob } from "../../code/quick-pattern.ts";
import { RULE_ID } from "./load.ts";

const glob = z.string().superRefine((pattern, context) => {
  const slow = slowGlob(pattern);
  if (slow !== null)
    context.addIssue({ code: "custom", message: `matching this pattern could take hours, as ${slow}: write it as several` });
});

const inner = z.lazy((): z.ZodType<MatcherData> => matcher);
const beside = z.lazy((): z.ZodType<RelationData> => relation);

const keys = {
  pattern: z
    .union([z.string(), z.strictObject({ context: z.string(), selector: z.string() })])
    .optional()
    .describe("code with $X for a node and $$$X for any number of them; or a context and the kind of the node in it"),
  kind: z.string().optional().describe("the kind of a node: call, attribute, function_definition …"),
  regex: z.string().optional().describe("what its text holds, in the syntax of RE2; alone, what the text of the file holds"),
  imports: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("a module or a name that is imported, or several: what lies in it counts too"),
  inside: beside.optional().describe("what it stands in"),
  has: beside.optional().describe("what stands in it"),
  follows: beside.optional().describe("what stands before it, at its side"),
  precedes: beside.optional().describe("what stands behind it, at its side"),
  all: z.array(inner).min(1).optional().describe("all of these hold"),
  any: z.array(inner).min(1).optional().describe("one of these holds"),
  not: inner.optional().describe("this does not hold"),
};

const matcher: z.ZodType<MatcherData> = z.strictObject(keys);

const relation: z.ZodType<RelationData> = z.strictObject({
  ...keys,
  stopBy: z
    .union([z.enum(["neighbor", "end"]), inner])
    .optional()
    .describe("how far is looked: at the next node, to the last one, or to the first that this matches"),
  field: z.string().optional().describe("the field of its parent in which the node stands"),
});

const LANGUAGES = ["python", "typescript", "Python", "TypeScript", "Tsx"] as const;

/** The shape of one rule of `.l9/rules/*.yaml`. */
export const ownRuleSchema = z.strictObject({
  id: z.string().regex(RULE_ID).describe("its name in suppressions and in `rules:` of the configuration"),
  language: z.union([z.enum(LANGUAGES), z.array(z.enum(LANGUAGES)).min(1)]).describe("the language of the files, or several"),
  message: z.string().min(1).describe("what is wrong and what to do; $X stands for what was captured"),
  why: z.string().optional().describe("why it matters"),
  instead: z.string().optional().describe("what to write instead"),
  severity: z.enum(["off", "hint", "info", "warning", "error"]).optional().describe("default: warning"),
  rule: matcher.optional().describe("each node that matches is a finding"),
  require: matcher.optional().describe("a file in which nothing matches is a finding, at its first line"),
  constraints: z.record(z.string(), matcher).optional().describe("what a captured node must be besides"),
  fix: z
    .union([
      z.string(),
      z.strictObject({
        template: z.string().describe("what to write"),
        safety: z.enum(["safe", "unsafe"]).optional().describe("default: safe"),
      }),
    ])
    .optional()
    .describe("what to write in the match's place; $X stands for what was captured"),
  paths: z.array(glob).min(1).optional().describe("globs of the files it looks at, from the workspace folder; default: all"),
  ignore_paths: z.array(glob).optional().describe("globs of the files it leaves alone"),
  docs: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("the address of a page about it"),
  check: z.enum(ATTESTATION_CHECKS).optional().describe("the check of an attestation that a finding makes fail"),
});

/** Keys that other tools have for the same, and what they are called here. */
export const OTHER_WORDS: Readonly<Record<string, string>> = {
  note: "why",
  files: "paths",
  ignores: "ignore_paths",
  url: "docs",
  import: "imports",
  rules: "rule",
};
