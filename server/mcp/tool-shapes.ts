import { z } from "zod";

// What the tools take and give. Read with the first call: the list of tools is made from `tools.schema.json`, which is generated from this.

const spec = z.string().min(1).describe("path of the module spec, from the workspace folder");
const paths = z.array(z.string().min(1)).min(1).max(1000);

const cut = {
  left_out: z.number().int().describe("items or lines that were left out because the answer would have been too long"),
  narrow: z.string().nullable().describe("what to ask instead, where something was left out"),
};

const finding = z.object({
  path: z.string(),
  line: z.number().int().describe("from 1"),
  column: z.number().int().describe("from 1, in UTF-16 code units"),
  severity: z.enum(["error", "warning", "info"]),
  rule: z.string(),
  message: z.string(),
  do: z.string().describe("what to write instead"),
});

const place = z.object({ path: z.string(), line: z.number().int(), column: z.number().int() });

const gate = z.object({
  gate: z.string(),
  before_generation: z.boolean(),
  findings: z.number().int(),
  first: z.array(finding).describe("the first of its findings"),
  rules_off: z.array(z.string()).describe("rules that it counts and that the configuration has switched off"),
});

const blocker = z.object({
  blocker: z.string(),
  file: z.string(),
  line: z.number().int(),
  issue: z.string(),
  proposed_fix: z.string().optional(),
  question: z.string().optional(),
});

export const SHAPES = {
  l9_contracts: {
    input: z.strictObject({
      spec: spec.optional(),
      name: z.string().min(1).optional().describe("a class, field or method, such as MemorySubstrateService or write_packet"),
    }),
    output: z.object({
      contracts: z.array(
        z.object({
          name: z.string(),
          kind: z.string(),
          import: z.string(),
          fields: z.array(z.string()),
          methods: z.array(z.string()),
          members: z.array(z.string()),
          attributes: z.array(z.string()),
          complete: z.boolean().describe("false where something of it is not known"),
          defined: z.string(),
        }),
      ),
      tool_identity: z.string().nullable().describe("the field that identifies a tool"),
      idempotency: z.string().nullable().describe("how duplicates are found"),
      unresolved: z.array(z.string()),
      ...cut,
    }),
  },
  l9_check: {
    input: z.strictObject({
      paths: paths.optional().describe("files and folders, from the workspace folder; without, the whole workspace"),
      since: z.string().min(1).optional().describe("a commit or branch: only findings that were not there"),
      text: z
        .strictObject({ path: z.string().min(1), content: z.string() })
        .optional()
        .describe("a file as it would be"),
    }),
    output: z.object({
      checked: z.number().int().describe("files"),
      errors: z.number().int(),
      warnings: z.number().int(),
      findings: z.array(finding),
      ...cut,
    }),
  },
  l9_plan: {
    input: z.strictObject({ spec }),
    output: z.object({
      module: z.object({ id: z.string(), name: z.string(), kind: z.string(), language: z.string() }),
      manifest: z.array(z.object({ path: z.string(), purpose: z.string(), role: z.string(), status: z.string() })),
      conventions: z.object({
        header: z.array(z.string()),
        namespace: z.object({ name: z.string(), value: z.string(), spec_says: z.string().nullable() }),
        injected: z.array(z.object({ name: z.string(), service: z.string() })),
      }),
      evidence: z.object({
        rows: z.array(z.object({ row: z.string(), proved_by: z.string() })),
        acceptance_tests: z.array(z.string()),
      }),
      budget: z.object({ max_files: z.number(), max_lines_per_file: z.number(), max_total_loc: z.number() }),
      tables: z.string(),
      blocked_by: z.array(gate),
      blockers: z.array(blocker),
      ...cut,
    }),
  },
  l9_gates: {
    input: z.strictObject({ spec: spec.optional().describe("the spec, or a file of the module; without, every module") }),
    output: z.object({
      modules: z.array(z.object({ module: z.string(), spec: z.string(), passed: z.array(z.string()), failed: z.array(gate) })),
      ...cut,
    }),
  },
  l9_explain: {
    input: z.strictObject({ rule: z.string().min(1).optional().describe("the rule's id") }),
    output: z.object({
      page: z.string().nullable(),
      rules: z.array(z.object({ id: z.string(), severity: z.string(), what: z.string() })),
    }),
  },
  l9_impact: {
    input: z.strictObject({
      of: z.string().min(1).describe("a path from the workspace folder, the name of a class, or Class.member"),
    }),
    output: z.object({
      defined_in: z.array(z.string()),
      modules: z.array(z.object({ module: z.string(), spec: z.string() })),
      tests: z.array(z.string()),
      users: z
        .array(z.object({ path: z.string(), names: z.array(z.string()) }))
        .describe("files that import it, or use the member"),
      specs: z.array(place).describe("where specs name it"),
      uses: z.array(place).describe("where the member is used"),
      findings: z
        .array(place.extend({ rule: z.string(), message: z.string() }))
        .describe("what would be found elsewhere if it were gone"),
      ...cut,
    }),
  },
  l9_generate: {
    input: z.strictObject({ spec, write: z.boolean().default(false).describe("write the files where that is allowed") }),
    output: z.object({
      status: z.enum(["attested", "blocked"]),
      phase: z.string().nullable(),
      blockers: z.array(blocker),
      checks: z.array(z.object({ check: z.string(), status: z.string() })),
      changed: z.array(z.string()),
      written: z.boolean(),
      note: z.string(),
      diff: z.string(),
      ...cut,
    }),
  },
  l9_fix: {
    input: z.strictObject({
      paths: paths.describe("files and folders, from the workspace folder"),
      unsafe: z.boolean().default(false),
    }),
    output: z.object({
      applied: z.number().int(),
      files: z.array(z.string()),
      left: z.array(z.object({ path: z.string(), fix: z.string(), why: z.string() })),
      diff: z.string(),
      ...cut,
    }),
  },
};

export type ToolName = keyof typeof SHAPES;
