/** Events of coding agents as their documentation and their programs have them, made for one file. */
export interface EventOf {
  /** The agent and its version, or the document the shape stands in. */
  source: string;
  agent: string;
  /** @param after the file's text now, where the event carries it */
  event: (cwd: string, path: string, change: { before: string | null; old: string; now: string; after: string }) => unknown;
}

const claude = (cwd: string, more: object): object => ({
  session_id: "5469a56a",
  transcript_path: "/home/u/.claude/projects/x.jsonl",
  cwd,
  permission_mode: "default",
  hook_event_name: "PostToolUse",
  ...more,
});

/** After one replacement of a text in a file that was there. */
export const EDITS: EventOf[] = [
  {
    source: "Claude Code 2.1.332, Edit",
    agent: "claude",
    event: (cwd, path, { before, old, now }) =>
      claude(cwd, {
        tool_name: "Edit",
        tool_input: { file_path: path, old_string: old, new_string: now, replace_all: false },
        tool_response: { filePath: path, oldString: old, newString: now, originalFile: before, structuredPatch: [] },
      }),
  },
  {
    source: "Claude Code 2.1.332, Write",
    agent: "claude",
    event: (cwd, path, { before, after }) =>
      claude(cwd, {
        tool_name: "Write",
        tool_input: { file_path: path, content: after },
        tool_response: { type: "update", filePath: path, content: after, structuredPatch: [], originalFile: before },
      }),
  },
  {
    source: "Codex, codex-rs/hooks/schema/generated/post-tool-use.command.input.schema.json",
    agent: "codex",
    event: (cwd, path, { old, now }) => ({
      ...{
        cwd,
        hook_event_name: "PostToolUse",
        model: "m",
        permission_mode: "default",
        session_id: "s",
        tool_use_id: "t",
        turn_id: "u",
      },
      ...{ tool_name: "apply_patch", tool_response: "Success.", transcript_path: null },
      tool_input: {
        command: `*** Begin Patch\n*** Update File: ${path}\n@@\n-${old}\n+${now}\n*** End Patch`,
      },
    }),
  },
  {
    source: "Cursor, hooks reference: afterFileEdit",
    agent: "cursor",
    event: (cwd, path, { old, now }) => ({
      ...{
        conversation_id: "c",
        generation_id: "g",
        hook_event_name: "afterFileEdit",
        cursor_version: "3.7.21",
        workspace_roots: [cwd],
      },
      file_path: path,
      edits: [{ old_string: old, new_string: now }],
    }),
  },
  {
    source: "Gemini CLI, docs/hooks/reference.md: AfterTool of replace",
    agent: "gemini",
    event: (cwd, path, { old, now }) => ({
      ...{ session_id: "s", transcript_path: "/t", cwd, hook_event_name: "AfterTool", timestamp: "2026-11-30T00:00:00Z" },
      tool_name: "replace",
      tool_input: { file_path: path, old_string: old, new_string: now },
      tool_response: { llmContent: "Modified.", returnDisplay: "Modified." },
    }),
  },
  {
    source: "Gemini CLI, AfterTool of write_file with what it would display",
    agent: "gemini",
    event: (cwd, path, { before, after }) => ({
      ...{ session_id: "s", transcript_path: "/t", cwd, hook_event_name: "AfterTool", timestamp: "2026-11-30T00:00:00Z" },
      tool_name: "write_file",
      tool_input: { file_path: path, content: after },
      tool_response: { llmContent: "Written.", returnDisplay: { fileName: "x", originalContent: before, newContent: after } },
    }),
  },
  {
    source: "GitHub Copilot, hooks reference: postToolUse",
    agent: "copilot",
    event: (cwd, path, { old, now }) => ({
      ...{ sessionId: "s", timestamp: 1780000000000, cwd, toolName: "edit" },
      toolArgs: { path, old_str: old, new_str: now },
      toolResult: { resultType: "success", textResultForLlm: "Edited." },
    }),
  },
  {
    source: "GitHub Copilot, hooks reference: PostToolUse, its arguments as text",
    agent: "copilot",
    event: (cwd, path, { old, now }) => ({
      ...{ hook_event_name: "PostToolUse", session_id: "s", timestamp: "2026-11-30T00:00:00Z", cwd, tool_name: "Edit" },
      tool_input: JSON.stringify({ path, old_str: old, new_str: now }),
      tool_result: { result_type: "success", text_result_for_llm: "Edited." },
    }),
  },
  {
    source: "GitHub Copilot in VS Code, multi_replace_string_in_file",
    agent: "copilot",
    event: (cwd, path, { old, now }) => ({
      ...{ hook_event_name: "PostToolUse", session_id: "s", timestamp: "2026-11-30T00:00:00Z", cwd },
      tool_name: "multi_replace_string_in_file",
      tool_input: { explanation: "x", replacements: [{ filePath: path, oldString: old, newString: now }] },
    }),
  },
];

/** At the end of a turn; `again` after the hook has had the agent go on. */
export const STOPS: { source: string; agent: string; event: (cwd: string, again: boolean) => unknown }[] = [
  {
    source: "Claude Code 2.1.332, Stop",
    agent: "claude",
    event: (cwd, again) => ({ session_id: "s", transcript_path: "/t", cwd, hook_event_name: "Stop", stop_hook_active: again }),
  },
  {
    source: "Codex, stop.command.input.schema.json",
    agent: "codex",
    event: (cwd, again) => ({ cwd, hook_event_name: "Stop", model: "m", session_id: "s", turn_id: "t", stop_hook_active: again }),
  },
  {
    source: "Cursor, hooks reference: stop",
    agent: "cursor",
    event: (cwd, again) => ({ hook_event_name: "stop", workspace_roots: [cwd], status: "completed", loop_count: again ? 1 : 0 }),
  },
  {
    source: "Gemini CLI, docs/hooks/reference.md: AfterAgent",
    agent: "gemini",
    event: (cwd, again) => ({ cwd, hook_event_name: "AfterAgent", prompt: "p", prompt_response: "r", stop_hook_active: again }),
  },
  {
    source: "GitHub Copilot, hooks reference: agentStop",
    agent: "copilot",
    event: (cwd, again) => ({
      sessionId: "s",
      timestamp: 1,
      cwd,
      transcriptPath: "/t",
      stopReason: "end_turn",
      stop_hook_active: again,
    }),
  },
];
