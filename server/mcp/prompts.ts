import type { GetPromptResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** What people ask for by name: a module of a spec, and findings mended. */
export function registerPrompts(server: McpServer): void {
  server.registerPrompt(
    "write_module",
    {
      title: "Write this module",
      description: "Write the module of a spec by the contracts, and see it through its gates",
      argsSchema: z.object({ spec: z.string().min(1).describe("path of the module spec") }),
    },
    ({ spec }) =>
      user(
        `Write the module of the spec ${JSON.stringify(spec)}.`,
        "1. Call l9_plan for it. Where `blocked_by` or `blockers` name something, ask me; do not write code yet.",
        "2. Call l9_contracts for it. Use only the imports, fields and methods that it names; where a fact is missing, ask me and make nothing up.",
        "3. Write every file of the manifest and no other, each with the header; tests prove every row of the evidence and carry the acceptance names.",
        "4. Call l9_check with `since: HEAD` and mend what it finds; l9_explain tells more of a rule. Suppress nothing.",
        "5. Call l9_gates for it. It is done when no gate has failed. Then run its tests, and tell me what you saw.",
      ),
  );
  server.registerPrompt(
    "repair_findings",
    {
      title: "Repair these findings",
      description: "Mend what l9 finds in a file or folder",
      argsSchema: z.object({ path: z.string().min(1).describe("a file or folder") }),
    },
    ({ path }) =>
      user(
        `Mend what l9 finds in ${JSON.stringify(path)}.`,
        "1. Call l9_check with it as the one of `paths`.",
        "2. Correct each finding at its cause, as `do` says; l9_contracts has the exact names. Suppress nothing, and weaken no test.",
        "3. Check again. Name to me what needs a decision of mine, such as a change of the spec.",
      ),
  );
}

function user(...lines: string[]): GetPromptResult {
  return { messages: [{ role: "user", content: { type: "text", text: lines.join("\n") } }] };
}
