import type { Command } from "commander";
import { given } from "./flag-values.ts";

/** What coding agents call: their flags. What the commands do is loaded when they run. */
export function agentCommands(l9: Command, done: (exitCode: number) => void): void {
  l9.command("mcp")
    .description("serve contracts, checks, plans and gates to a coding agent: an MCP server over stdio")
    .option("--root <folder>", "the workspace folder", given)
    .action(async (options: { root?: string }) => done(await (await import("./mcp.ts")).mcp(options)));
  l9.command("hook")
    .description("answer a coding agent's hook: its event on stdin, what it expects on stdout")
    // Not checked here: a command line that is refused ends with 2, which stops the agent.
    .argument("<agent>", "claude, codex, cursor, gemini or copilot")
    .action(async (agent: string) => done(await (await import("./hook.ts")).hook(agent)));
}
