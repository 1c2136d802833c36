import type { CallToolResult, McpServer, ServerContext, ToolAnnotations } from "@modelcontextprotocol/server";
import { z } from "zod";
import { answer, failure } from "./answer.ts";
import { callOf, type Call } from "./tools/call.ts";
import type { WarmWorkspace } from "./workspace.ts";

const READS: ToolAnnotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

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

/** The tools, each with what it takes and gives. What they do is loaded with the first call. */
export function registerTools(server: McpServer, workspace: () => Promise<WarmWorkspace>): void {
  /** Runs a tool's work; what goes wrong becomes an answer that the model can act on. */
  const run = async (ctx: ServerContext, work: (call: Call) => Promise<object>): Promise<CallToolResult> => {
    try {
      return answer({ ...(await work(callOf(await workspace(), ctx))) });
    } catch (error) {
      if (ctx.mcpReq.signal.aborted) throw error;
      return failure(error);
    }
  };

  server.registerTool(
    "l9_contracts",
    {
      title: "Contracts of the repository",
      description:
        "Exact imports, fields with defaults, and method signatures of the contract models and services. Ask before you write code that uses one: by `spec` for all that its module needs, by `name` for one class, or for the classes that have a field or method of that name. What is not named does not exist.",
      inputSchema: z.strictObject({
        spec: spec.optional(),
        name: z.string().min(1).optional().describe("a class, field or method, such as MemorySubstrateService or write_packet"),
      }),
      outputSchema: z.object({
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
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/contracts.ts")).contracts(args, call)),
  );
  server.registerTool(
    "l9_check",
    {
      title: "Check specs and generated code",
      description:
        "Findings of files, errors first, each with what to do. `since: HEAD` gives what your uncommitted change brought and what it broke elsewhere, and no old finding. `text` checks a file as it would be, before you write it.",
      inputSchema: z.strictObject({
        paths: paths.optional().describe("files and folders, from the workspace folder; without, the whole workspace"),
        since: z.string().min(1).optional().describe("a commit or branch: only findings that were not there"),
        text: z
          .strictObject({ path: z.string().min(1), content: z.string() })
          .optional()
          .describe("a file as it would be"),
      }),
      outputSchema: z.object({
        checked: z.number().int().describe("files"),
        errors: z.number().int(),
        warnings: z.number().int(),
        findings: z.array(finding),
        ...cut,
      }),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/check.ts")).check(args, call)),
  );
  server.registerTool(
    "l9_plan",
    {
      title: "Plan a module",
      description:
        "What a module must be, before it is written: its files, header, namespace, injected services, the tables that bind its code, what its tests must prove and their names, the budget, and what blocks it.",
      inputSchema: z.strictObject({ spec }),
      outputSchema: z.object({
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
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/plan.ts")).plan(args, call)),
  );
  server.registerTool(
    "l9_gates",
    {
      title: "Gates and checks",
      description:
        "Which gates before generation and which checks of the attestation a module passes as its files are now. A module is done when none has failed. Suppressions and baselines do not count.",
      inputSchema: z.strictObject({ spec: spec.optional().describe("the spec, or a file of the module; without, every module") }),
      outputSchema: z.object({
        modules: z.array(z.object({ module: z.string(), spec: z.string(), passed: z.array(z.string()), failed: z.array(gate) })),
        ...cut,
      }),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/gates.ts")).gates(args, call)),
  );
  server.registerTool(
    "l9_explain",
    {
      title: "Explain a rule",
      description: "What a rule finds, why, what to write instead, with examples; without `rule`, a list of all rules.",
      inputSchema: z.strictObject({ rule: z.string().min(1).optional().describe("the rule's id") }),
      outputSchema: z.object({
        page: z.string().nullable(),
        rules: z.array(z.object({ id: z.string(), severity: z.string(), what: z.string() })),
      }),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async () => (await import("./tools/explain.ts")).explain(args)),
  );
  server.registerTool(
    "l9_impact",
    {
      title: "Impact of a change",
      description: "The modules, specs, tests and files that a change of a file, or of a contract model or service, touches.",
      inputSchema: z.strictObject({ of: z.string().min(1).describe("a path from the workspace folder, or the name of a class") }),
      outputSchema: z.object({
        defined_in: z.array(z.string()),
        modules: z.array(z.object({ module: z.string(), spec: z.string() })),
        tests: z.array(z.string()),
        users: z.array(z.object({ path: z.string(), names: z.array(z.string()) })).describe("files that import it"),
        ...cut,
      }),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/impact.ts")).impact(args, call)),
  );
  server.registerTool(
    "l9_generate",
    {
      title: "Generate a module",
      description:
        "Runs the whole workflow for a spec and shows what it would write. It writes only with `write`, where the user's own settings allow it, and never over a file that exists.",
      inputSchema: z.strictObject({ spec, write: z.boolean().default(false).describe("write the files where that is allowed") }),
      outputSchema: z.object({
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
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/generate.ts")).generate(args, call)),
  );
  server.registerTool(
    "l9_fix",
    {
      title: "Apply fixes",
      description:
        "Applies the fixes of findings and writes the files. Safe ones never change what correct code does; `unsafe` applies the others too.",
      inputSchema: z.strictObject({
        paths: paths.describe("files and folders, from the workspace folder"),
        unsafe: z.boolean().default(false),
      }),
      outputSchema: z.object({
        applied: z.number().int(),
        files: z.array(z.string()),
        left: z.array(z.object({ path: z.string(), fix: z.string(), why: z.string() })),
        diff: z.string(),
        ...cut,
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/fix.ts")).fix(args, call)),
  );
}
