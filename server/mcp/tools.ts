import type { CallToolResult, McpServer, ServerContext, ToolAnnotations } from "@modelcontextprotocol/server";
import { answer, failure } from "./answer.ts";
import { shapeOf } from "./shape-of-tool.ts";
import { callOf, type Call } from "./tools/call.ts";
import type { WarmWorkspace } from "./workspace.ts";

const READS: ToolAnnotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

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
      inputSchema: shapeOf("l9_contracts", "input"),
      outputSchema: shapeOf("l9_contracts", "output"),
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
      inputSchema: shapeOf("l9_check", "input"),
      outputSchema: shapeOf("l9_check", "output"),
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
      inputSchema: shapeOf("l9_plan", "input"),
      outputSchema: shapeOf("l9_plan", "output"),
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
      inputSchema: shapeOf("l9_gates", "input"),
      outputSchema: shapeOf("l9_gates", "output"),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/gates.ts")).gates(args, call)),
  );
  server.registerTool(
    "l9_explain",
    {
      title: "Explain a rule",
      description: "What a rule finds, why, what to write instead, with examples; without `rule`, a list of all rules.",
      inputSchema: shapeOf("l9_explain", "input"),
      outputSchema: shapeOf("l9_explain", "output"),
      annotations: READS,
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/explain.ts")).explain(args, call.workspace.root)),
  );
  server.registerTool(
    "l9_impact",
    {
      title: "Impact of a change",
      description: "The modules, specs, tests and files that a change of a file, or of a contract model or service, touches.",
      inputSchema: shapeOf("l9_impact", "input"),
      outputSchema: shapeOf("l9_impact", "output"),
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
      inputSchema: shapeOf("l9_generate", "input"),
      outputSchema: shapeOf("l9_generate", "output"),
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
      inputSchema: shapeOf("l9_fix", "input"),
      outputSchema: shapeOf("l9_fix", "output"),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    (args, ctx) => run(ctx, async (call) => (await import("./tools/fix.ts")).fix(args, call)),
  );
}
