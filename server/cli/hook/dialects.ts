import type { Agent } from "./event.ts";

/** What a hook has to say: to the model after a write, to the model that would end its turn, or to the user where the hook itself failed. */
export interface Said {
  to: "writer" | "ender" | "user";
  text: string;
}

/**
 * What an agent expects on stdout, as JSON; null where it has no such channel and shows what stands on stderr.
 * Claude Code 2.1, Codex (its hooks' JSON Schemas), Gemini CLI (hooks reference), Cursor (hooks reference), GitHub Copilot (hooks reference).
 */
export function answer(agent: Agent, { to, text }: Said): Record<string, unknown> | null {
  if (to === "user") return agent === "cursor" || agent === "copilot" ? null : { systemMessage: text };
  switch (agent) {
    case "claude":
    case "codex":
      return to === "writer" ? context("PostToolUse", text) : { decision: "block", reason: text };
    case "gemini":
      // A denial after a tool would hide from the model that it wrote the file at all.
      return to === "writer" ? context("AfterTool", text) : { decision: "deny", reason: text };
    case "cursor":
      return to === "writer" ? { additional_context: text } : { followup_message: text };
    case "copilot":
      return to === "writer" ? { additionalContext: text } : { decision: "block", reason: text };
  }
}

function context(hookEventName: string, additionalContext: string): Record<string, unknown> {
  return { hookSpecificOutput: { hookEventName, additionalContext } };
}
